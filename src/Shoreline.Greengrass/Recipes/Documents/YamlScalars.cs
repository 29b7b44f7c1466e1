using System.Globalization;
using System.Text.RegularExpressions;

namespace Shoreline.Greengrass.Recipes.Documents;

/// <summary>What a plain scalar of YAML is: the core schema of YAML 1.2, so that dates, <c>yes</c> and <c>1.0.0</c> are text.</summary>
internal static partial class YamlScalars
{
    /// <remarks>
    /// Numbers with leading zeros stay text. YAML 1.1 reads 0644 as octal and 1.2 as decimal; who writes one means its digits. So do
    /// <c>.inf</c> and <c>.nan</c>, which JSON has no number for.
    /// </remarks>
    public static RecipeNodeKind KindOf(string plain)
    {
        if (plain is "" or "~" or "null" or "Null" or "NULL") return RecipeNodeKind.Null;
        if (plain is "true" or "True" or "TRUE" or "false" or "False" or "FALSE") return RecipeNodeKind.Boolean;
        return Number().IsMatch(plain) || Hexadecimal().IsMatch(plain) || Octal().IsMatch(plain)
            ? RecipeNodeKind.Number
            : RecipeNodeKind.Text;
    }

    /// <summary>The same number as JSON writes it. What is a JSON number already stays as it is, digit for digit.</summary>
    public static string ToJsonNumber(string number)
    {
        if (number.StartsWith("0x", StringComparison.Ordinal))
        {
            var value = ulong.Parse(number[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            return value.ToString(CultureInfo.InvariantCulture);
        }
        if (number.StartsWith("0o", StringComparison.Ordinal))
        {
            return Convert.ToUInt64(number[2..], 8).ToString(CultureInfo.InvariantCulture);
        }
        var negative = number[0] == '-';
        var digits = number.AsSpan(number[0] is '-' or '+' ? 1 : 0);
        var dot = digits.IndexOf('.');
        // JSON wants a digit on both sides of the point.
        var dangles = dot >= 0 && (dot + 1 == digits.Length || !char.IsAsciiDigit(digits[dot + 1]));
        return $"{(negative ? "-" : "")}{(dot == 0 ? "0" : "")}{(dangles ? $"{digits[..dot]}{digits[(dot + 1)..]}" : digits)}";
    }

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z")]
    private static partial Regex Number();

    [GeneratedRegex(@"^0x[0-9a-fA-F]{1,16}\z")]
    private static partial Regex Hexadecimal();

    [GeneratedRegex(@"^0o[0-7]{1,21}\z")]
    private static partial Regex Octal();
}
