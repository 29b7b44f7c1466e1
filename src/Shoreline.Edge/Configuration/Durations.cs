using System.Globalization;

namespace Shoreline.Edge.Configuration;

/// <summary>Times as people write them: <c>250ms</c>, <c>10s</c>, <c>5m</c>, <c>12h</c>, <c>1d</c>.</summary>
internal static class Durations
{
    // Longest unit first: "ms" ends as "s" does.
    private static readonly (string Unit, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86_400)];

    public static bool TryParse(string text, out TimeSpan duration)
    {
        foreach (var (unit, seconds) in Units)
        {
            if (!text.EndsWith(unit, StringComparison.Ordinal)) continue;
            var isNumber = double.TryParse(text[..^unit.Length].TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value);
            var fits = isNumber && value * seconds < TimeSpan.MaxValue.TotalSeconds;
            duration = fits ? TimeSpan.FromSeconds(value * seconds) : default;
            return fits;
        }
        duration = default;
        return false;
    }

    /// <summary>The time in the largest unit that gives a whole number.</summary>
    public static string ToText(TimeSpan duration)
    {
        foreach (var (unit, seconds) in Units.Reverse())
        {
            var value = duration.TotalSeconds / seconds;
            if (value >= 1 && value == Math.Floor(value)) return value.ToString("0", CultureInfo.InvariantCulture) + unit;
        }
        return duration.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) + "s";
    }
}
