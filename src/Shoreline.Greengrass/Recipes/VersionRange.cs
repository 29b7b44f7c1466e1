using System.Diagnostics.CodeAnalysis;

namespace Shoreline.Greengrass.Recipes;

/// <summary>Versions that a dependency or a deployment allows, in npm's grammar (greengrass-components, 1.5). Keeps its text.</summary>
public sealed class VersionRange : IEquatable<VersionRange>
{
    public const int MaxLength = 1024;

    private readonly IReadOnlyList<VersionComparator[]> _alternatives;

    private VersionRange(string text, IReadOnlyList<VersionComparator[]> alternatives)
    {
        (Text, _alternatives) = (text, alternatives);
    }

    /// <summary>Any release.</summary>
    public static VersionRange Any { get; } = Parse("*");

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <exception cref="FormatException">The text is no range; the message says why.</exception>
    public static VersionRange Parse(string text) =>
        TryParse(text, out var range, out var fault) ? range : throw new FormatException(fault);

    public static bool TryParse(string text, [NotNullWhen(true)] out VersionRange? range) => TryParse(text, out range, out _);

    /// <param name="fault">Why the text is no range, to be put behind it.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out VersionRange? range, [NotNullWhen(false)] out string? fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        range = null;
        var alternatives = new List<VersionComparator[]>();
        fault = text.Length > MaxLength
            ? $"has {text.Length} characters, and a range at most {MaxLength}"
            : VersionRangeParser.Parse(text, alternatives);
        if (fault is not null) return false;
        range = new VersionRange(text, alternatives);
        return true;
    }

    public bool Contains(SemanticVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        return _alternatives.Any(
            alternative => alternative.All(comparator => comparator.Holds(version)) && AdmitsPreRelease(alternative, version));
    }

    public bool Equals(VersionRange? other) => other is not null && other.Text == Text;

    public override bool Equals(object? obj) => Equals(obj as VersionRange);

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Text;

    /// <summary>
    /// A pre-release is wanted only where its very numbers are named as a pre-release. A single comparator that names one compares plainly:
    /// what the classic nucleus does there is not
    /// settled (greengrass-components, 17).
    /// </summary>
    private static bool AdmitsPreRelease(VersionComparator[] alternative, SemanticVersion version) =>
        !version.IsPreRelease
        || alternative is [{ NamesPreRelease: true }]
        || alternative.Any(comparator => comparator.NamesPreRelease && comparator.Bound.CompareNumbers(version) == 0);
}
