using System.Globalization;

namespace Shoreline.Vision.Rules.Documents;

/// <summary>Numbers of a document.</summary>
internal static class Numbers
{
    /// <summary>A finite number with a decimal point; no exponent, no thousands.</summary>
    public static bool TryParse(string text, out double value) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
}
