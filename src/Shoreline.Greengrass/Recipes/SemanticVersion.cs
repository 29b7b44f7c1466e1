using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Shoreline.Greengrass.Recipes;

/// <summary>
/// A version <c>major.minor.patch[-pre][+build]</c>: at most 64 characters, each number at most 999999 (greengrass-components, 1.2).
/// </summary>
/// <remarks>
/// Order is semantic-version precedence (semver.org 2.0.0, 11), which passes over build metadata; equality is that of the text. So
/// <c>1.0.0+a</c> and <c>1.0.0+b</c>
/// compare as 0 and are two versions.
/// </remarks>
public sealed class SemanticVersion : IComparable<SemanticVersion>, IEquatable<SemanticVersion>
{
    public const int MaxLength = 64;
    public const int MaxNumber = 999_999;

    private readonly string[] _preRelease;

    private SemanticVersion(string text, int major, int minor, int patch, string[] preRelease)
    {
        (Text, Major, Minor, Patch, _preRelease) = (text, major, minor, patch, preRelease);
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    public int Major { get; }

    public int Minor { get; }

    public int Patch { get; }

    /// <summary>The identifiers between <c>-</c> and <c>+</c>; none for a release.</summary>
    public IReadOnlyList<string> PreRelease => _preRelease;

    public bool IsPreRelease => _preRelease.Length > 0;

    /// <summary>
    /// False where the pre-release starts with a digit: the classic nucleus refuses such a version of a deployment's root with
    /// <c>COMPONENT_VERSION_NOT_VALID</c> (greengrass-components, 1.5).
    /// </summary>
    public bool CanBeRoot => !IsPreRelease || !char.IsAsciiDigit(_preRelease[0][0]);

    /// <exception cref="FormatException">The text is no version; the message says why.</exception>
    public static SemanticVersion Parse(string text) =>
        TryParse(text, out var version, out var fault) ? version : throw new FormatException(fault);

    public static bool TryParse(string text, [NotNullWhen(true)] out SemanticVersion? version) => TryParse(text, out version, out _);

    /// <param name="fault">Why the text is no version, to be put behind it.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out SemanticVersion? version, [NotNullWhen(false)] out string? fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        version = null;
        if (text.Length > MaxLength)
        {
            fault = $"has {text.Length} characters, and a version at most {MaxLength}";
            return false;
        }
        var plus = text.IndexOf('+', StringComparison.Ordinal);
        var core = plus < 0 ? text : text[..plus];
        var dash = core.IndexOf('-', StringComparison.Ordinal);
        var preRelease = dash < 0 ? [] : core[(dash + 1)..].Split('.');
        var numbers = (dash < 0 ? core : core[..dash]).Split('.');
        fault = numbers.Length != 3 ? "is not of the form major.minor.patch"
            : NumberFault(numbers)
                ?? IdentifierFault(preRelease, areVersion: true)
                ?? (plus < 0 ? null : IdentifierFault(text[(plus + 1)..].Split('.'), areVersion: false));
        if (fault is not null) return false;
        version = new SemanticVersion(text, Number(numbers[0]), Number(numbers[1]), Number(numbers[2]), preRelease);
        return true;
    }

    public int CompareTo(SemanticVersion? other)
    {
        if (other is null) return 1;
        var order = CompareNumbers(other);
        if (order != 0) return order;
        // A pre-release is before its release.
        if (!IsPreRelease || !other.IsPreRelease) return other.IsPreRelease.CompareTo(IsPreRelease);
        for (var i = 0; i < Math.Min(_preRelease.Length, other._preRelease.Length); i++)
        {
            order = CompareIdentifiers(_preRelease[i], other._preRelease[i]);
            if (order != 0) return order;
        }
        return _preRelease.Length.CompareTo(other._preRelease.Length);
    }

    /// <summary>Compares major, minor and patch alone.</summary>
    public int CompareNumbers(SemanticVersion other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
    }

    public bool Equals(SemanticVersion? other) => other is not null && other.Text == Text;

    public override bool Equals(object? obj) => Equals(obj as SemanticVersion);

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Text;

    public static bool operator ==(SemanticVersion? left, SemanticVersion? right) => left is null ? right is null : left.Equals(right);

    public static bool operator !=(SemanticVersion? left, SemanticVersion? right) => !(left == right);

    public static bool operator <(SemanticVersion? left, SemanticVersion? right) =>
        Comparer<SemanticVersion>.Default.Compare(left, right) < 0;

    public static bool operator >(SemanticVersion? left, SemanticVersion? right) => right < left;

    public static bool operator <=(SemanticVersion? left, SemanticVersion? right) => !(right < left);

    public static bool operator >=(SemanticVersion? left, SemanticVersion? right) => !(left < right);

    /// <summary>Lower bound of everything that is called <c>major.minor.patch</c>: the smallest pre-release there is.</summary>
    internal static SemanticVersion Lowest(int major, int minor, int patch) =>
        new($"{major}.{minor}.{patch}-0", major, minor, patch, ["0"]);

    internal static SemanticVersion Release(int major, int minor, int patch) => new($"{major}.{minor}.{patch}", major, minor, patch, []);

    /// <summary>Numeric identifiers by value and before words; words by their characters.</summary>
    private static int CompareIdentifiers(string left, string right)
    {
        var (leftIsNumber, rightIsNumber) = (IsNumber(left), IsNumber(right));
        if (leftIsNumber != rightIsNumber) return leftIsNumber ? -1 : 1;
        // Without leading zeros the longer number is the greater one, however many digits it has.
        if (leftIsNumber && left.Length != right.Length) return left.Length.CompareTo(right.Length);
        return Math.Sign(string.CompareOrdinal(left, right));
    }

    private static string? NumberFault(string[] numbers)
    {
        foreach (var number in numbers)
        {
            if (!IsNumber(number)) return "is not of the form major.minor.patch";
            if (HasLeadingZero(number)) return $"has a number with a leading zero, {number}";
            if (number.Length > 6) return $"has the number {number}, and {MaxNumber} is the greatest";
        }
        return null;
    }

    private static string? IdentifierFault(string[] identifiers, bool areVersion)
    {
        var part = areVersion ? "pre-release" : "build";
        foreach (var identifier in identifiers)
        {
            if (identifier.Length == 0) return $"has an empty {part} part";
            if (!identifier.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            {
                return $"has a {part} part with other characters than A-Z, a-z, 0-9 and -";
            }
            if (areVersion && IsNumber(identifier) && HasLeadingZero(identifier)) return $"has a number with a leading zero, {identifier}";
        }
        return null;
    }

    private static bool IsNumber(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);

    private static bool HasLeadingZero(string number) => number.Length > 1 && number[0] == '0';

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
