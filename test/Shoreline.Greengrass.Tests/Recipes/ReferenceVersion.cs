using System.Numerics;

namespace Shoreline.Greengrass.Tests.Recipes;

/// <summary>Versions made from their parts, and compared by a key: the other way to say what semver.org, 11, says.</summary>
internal sealed record ReferenceVersion(int Major, int Minor, int Patch, IReadOnlyList<string> PreRelease, string Build) : IComparable<ReferenceVersion>
{
    private static readonly string[] Words = ["a", "alpha", "beta", "rc", "A", "0", "1", "2", "10", "123456789012345678901", "1a", "-"];

    public string Text => $"{Major}.{Minor}.{Patch}{(PreRelease.Count == 0 ? "" : "-" + string.Join('.', PreRelease))}{Build}";

    /// <summary>Few values, so that equal parts are frequent.</summary>
    public static ReferenceVersion Any(Random random) => new(
        random.Next(3), random.Next(3), random.Next(4), [.. Enumerable.Range(0, random.Next(3)).Select(_ => Words[random.Next(Words.Length)])], random.Next(4) == 0 ? "+b" : "");

    public int CompareTo(ReferenceVersion? other)
    {
        var (mine, theirs) = (Key(this), Key(other!));
        var difference = mine.Zip(theirs).Select(pair => Compare(pair.First, pair.Second)).FirstOrDefault(order => order != 0);
        return difference != 0 ? difference : mine.Count.CompareTo(theirs.Count);
    }

    /// <summary>Numbers, then whether it is a release, then identifiers: (is a word, number, word).</summary>
    private static List<(int Rank, BigInteger Number, string Word)> Key(ReferenceVersion version) =>
    [
        (0, version.Major, ""), (0, version.Minor, ""), (0, version.Patch, ""), (version.PreRelease.Count == 0 ? 1 : 0, 0, ""),
        .. version.PreRelease.Select(part => BigInteger.TryParse(part, System.Globalization.NumberStyles.None, null, out var number) ? (0, number, "") : (1, BigInteger.Zero, part)),
    ];

    private static int Compare((int Rank, BigInteger Number, string Word) a, (int Rank, BigInteger Number, string Word) b) =>
        a.Rank != b.Rank ? a.Rank.CompareTo(b.Rank) : a.Number != b.Number ? a.Number.CompareTo(b.Number) : string.CompareOrdinal(a.Word, b.Word);
}
