using System.Globalization;
using static Shoreline.Greengrass.Recipes.VersionComparison;

namespace Shoreline.Greengrass.Recipes;

/// <summary>
/// Turns the text of a range into bounds, by the table of greengrass-components, 1.5, and the grammar of node-semver's documentation where
/// the table is silent.
/// </summary>
internal static class VersionRangeParser
{
    private static readonly string[] Operators = [">=", "<=", "~>", ">", "<", "=", "~", "^"];

    /// <returns>What is wrong, or null.</returns>
    public static string? Parse(string text, List<VersionComparator[]> alternatives)
    {
        foreach (var alternative in text.Split("||"))
        {
            var bounds = new List<VersionComparator>();
            if (ParseAlternative(alternative, bounds) is { } fault) return fault;
            alternatives.Add([.. bounds]);
        }
        return null;
    }

    private static string? ParseAlternative(string text, List<VersionComparator> bounds)
    {
        var words = text.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        if (words is [var first, "-", var last]) return ParseHyphen(first, last, bounds);
        for (var i = 0; i < words.Length; i++)
        {
            var sign = Operators.FirstOrDefault(sign => words[i].StartsWith(sign, StringComparison.Ordinal), "");
            var operand = words[i][sign.Length..];
            // Blanks may stand between a sign and its version.
            if (operand.Length == 0 && sign.Length > 0 && ++i < words.Length) operand = words[i];
            if (operand.Length == 0) return $"has '{sign}' without a version";
            if (PartialVersion.Parse(operand, out var version) is { } fault) return fault;
            Add(sign, version, bounds);
        }
        return null;
    }

    /// <summary><c>1.2 - 2.3</c>: both ends included; what the upper one leaves open is included too.</summary>
    private static string? ParseHyphen(string first, string last, List<VersionComparator> bounds)
    {
        if (PartialVersion.Parse(first, out var low) is { } lowFault) return lowFault;
        if (PartialVersion.Parse(last, out var high) is { } highFault) return highFault;
        Add(">=", low, bounds);
        Add("<=", high, bounds);
        return null;
    }

    private static void Add(string sign, in PartialVersion version, List<VersionComparator> bounds)
    {
        switch (sign)
        {
            case "^":
                AddSpan(version, version.CaretEnd, bounds);
                break;
            case "~" or "~>":
                AddSpan(version, version.Minor is null ? version.NextMajor : version.NextMinor, bounds);
                break;
            case "" or "=" when version.IsFull:
                bounds.Add(version.Bound(Equal));
                break;
            case "" or "=":
                AddSpan(version, version.EndOfLine, bounds);
                break;
            case var _ when version.IsFull:
                bounds.Add(version.Bound(sign switch { ">" => Greater, ">=" => GreaterOrEqual, "<" => Less, _ => LessOrEqual }));
                break;
            default:
                AddOpen(sign, version, bounds);
                break;
        }
    }

    /// <summary>From the version, missing parts being zero, up to where the next line begins.</summary>
    private static void AddSpan(in PartialVersion version, SemanticVersion? end, List<VersionComparator> bounds)
    {
        if (end is null) return; // any
        bounds.Add(version.Bound(GreaterOrEqual));
        bounds.Add(new VersionComparator(Less, end, NamesPreRelease: false));
    }

    /// <summary>A comparison with a version that leaves parts open, as <c>&gt;1.2</c>: all of 1.2 lies on one side.</summary>
    private static void AddOpen(string sign, in PartialVersion version, List<VersionComparator> bounds)
    {
        if (version.EndOfLine is not { } end)
        {
            // nothing is beyond everything
            if (sign is ">" or "<") bounds.Add(new VersionComparator(Less, SemanticVersion.Lowest(0, 0, 0), NamesPreRelease: false));
            return;
        }
        bounds.Add(sign switch
        {
            ">" => new VersionComparator(GreaterOrEqual, SemanticVersion.Release(end.Major, end.Minor, end.Patch), NamesPreRelease: false),
            ">=" => version.Bound(GreaterOrEqual),
            "<" => new VersionComparator(Less, SemanticVersion.Lowest(version.Major ?? 0, version.Minor ?? 0, 0), NamesPreRelease: false),
            _ => new VersionComparator(Less, end, NamesPreRelease: false),
        });
    }

    /// <summary>
    /// A version of which the last parts may be left out, or be <c>x</c>, <c>X</c> or <c>*</c>. What follows an open part is open too.
    /// </summary>
    private readonly record struct PartialVersion(int? Major, int? Minor, int? Patch, SemanticVersion? Full)
    {
        public bool IsFull => Full is not null;

        public SemanticVersion? NextMajor => Major is { } major ? SemanticVersion.Lowest(major + 1, 0, 0) : null;

        public SemanticVersion? NextMinor =>
            Major is { } major && Minor is { } minor ? SemanticVersion.Lowest(major, minor + 1, 0) : NextMajor;

        /// <summary>Where the versions that have the given parts end; null for those that have any.</summary>
        public SemanticVersion? EndOfLine => Minor is null ? NextMajor : NextMinor;

        /// <summary>Up to the next change of the first part that is not zero.</summary>
        public SemanticVersion? CaretEnd => this switch
        {
            { Major: > 0 } or { Minor: null } => NextMajor,
            { Minor: > 0 } or { Patch: null } => NextMinor,
            _ => SemanticVersion.Lowest(0, 0, Patch.Value + 1),
        };

        public VersionComparator Bound(VersionComparison comparison) =>
            Full is null
                ? new VersionComparator(comparison, SemanticVersion.Release(Major ?? 0, Minor ?? 0, Patch ?? 0), NamesPreRelease: false)
                : new VersionComparator(comparison, Full, Full.IsPreRelease);

        /// <returns>What is wrong, or null.</returns>
        public static string? Parse(string text, out PartialVersion version)
        {
            version = default;
            var body = text is ['v' or 'V', ..] ? text[1..] : text;
            var parts = body.Split('.', 3);
            var open = Array.FindIndex(parts, part => part is "x" or "X" or "*");
            if (open < 0 && parts.Length == 3)
            {
                if (!SemanticVersion.TryParse(body, out var full, out var fault)) return $"has '{text}', which {fault}";
                version = new PartialVersion(full.Major, full.Minor, full.Patch, full);
                return null;
            }
            Span<int?> numbers = [null, null, null];
            for (var i = 0; i < parts.Length; i++)
            {
                if (parts[i] is "x" or "X" or "*") continue;
                if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > SemanticVersion.MaxNumber || parts[i] is ['0', _, ..])
                {
                    return $"has '{text}', which is no version and no part of one";
                }
                if (open < 0 || i < open) numbers[i] = number;
            }
            version = new PartialVersion(numbers[0], numbers[1], numbers[2], null);
            return null;
        }
    }
}
