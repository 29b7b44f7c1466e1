namespace Shoreline.Greengrass.Tests.Recipes;

/// <summary>Ranges made from their parts; each says by rules on numbers, and not by bounds, what it holds.</summary>
/// <param name="Alternatives">Terms that hold together.</param>
internal sealed record ReferenceRange(string Text, IReadOnlyList<IReadOnlyList<ReferenceRange.Term>> Alternatives)
{
    private static readonly string[] Signs = ["", "=", ">", ">=", "<", "<=", "^", "~"];

    public static ReferenceRange Any(Random random)
    {
        var alternatives = Enumerable.Range(0, 1 + random.Next(2)).Select(_ => Terms(random)).ToArray();
        return new ReferenceRange(string.Join(" || ", alternatives.Select(terms => string.Join(' ', terms.Select(term => term.Text)))), alternatives);
    }

    public bool Contains(ReferenceVersion version) => Alternatives.Any(terms =>
        terms.All(term => term.Holds(version))
        && (version.PreRelease.Count == 0
            || terms is [{ Version.PreRelease.Count: > 0, Sign: not ("^" or "~") }]
            || terms.Any(term => term.Version.PreRelease.Count > 0 && term.SameNumbers(version))));

    private static Term[] Terms(Random random) => [.. Enumerable.Range(0, 1 + random.Next(2)).Select(_ => AnyTerm(random))];

    private static Term AnyTerm(Random random)
    {
        var parts = 1 + random.Next(3);
        var version = ReferenceVersion.Any(random) with { Build = "" };
        version = parts switch
        {
            1 => version with { Minor = 0, Patch = 0, PreRelease = [] },
            2 => version with { Patch = 0, PreRelease = [] },
            _ => version,
        };
        return new Term(Signs[random.Next(Signs.Length)], version, parts);
    }

    /// <param name="Parts">How many of major, minor and patch are given; the others are left out.</param>
    internal sealed record Term(string Sign, ReferenceVersion Version, int Parts)
    {
        public string Text => Sign + Parts switch { 1 => $"{Version.Major}", 2 => $"{Version.Major}.{Version.Minor}", _ => Version.Text };

        public bool SameNumbers(ReferenceVersion other) => Same(other, 3);

        public bool Holds(ReferenceVersion v)
        {
            var isFull = Parts == 3;
            var order = v.CompareTo(Version);
            return Sign switch
            {
                "" or "=" => isFull ? order == 0 : order >= 0 && Same(v, Parts),
                ">" => isFull ? order > 0 : Prefix(v) > 0 && !BeginsNextLine(v),
                ">=" => order >= 0,
                "<" => isFull ? order < 0 : Prefix(v) < 0,
                "<=" => isFull ? order <= 0 : Prefix(v) <= 0,
                // Same leading parts: up to the first that is not zero, or all that are given.
                "^" => order >= 0 && Same(v, CaretParts()),
                _ => order >= 0 && Same(v, Math.Min(Parts, 2)),
            };
        }

        private int CaretParts() => Version.Major > 0 || Parts == 1 ? 1 : Version.Minor > 0 || Parts == 2 ? 2 : 3;

        /// <summary>A pre-release of the very first version behind the given parts: 2.0.0-a for <c>&gt;1</c>.</summary>
        private bool BeginsNextLine(ReferenceVersion v) =>
            v.PreRelease.Count > 0 && (Parts == 1 ? (v.Major, v.Minor, v.Patch) == (Version.Major + 1, 0, 0) : (v.Major, v.Minor, v.Patch) == (Version.Major, Version.Minor + 1, 0));

        private bool Same(ReferenceVersion v, int parts) => Numbers(v).Take(parts).SequenceEqual(Numbers(Version).Take(parts));

        /// <summary>Which side of the given parts a version lies on.</summary>
        private int Prefix(ReferenceVersion v) => Numbers(v).Take(Parts).Zip(Numbers(Version)).Select(pair => pair.First.CompareTo(pair.Second)).FirstOrDefault(order => order != 0);

        private static int[] Numbers(ReferenceVersion v) => [v.Major, v.Minor, v.Patch];
    }
}
