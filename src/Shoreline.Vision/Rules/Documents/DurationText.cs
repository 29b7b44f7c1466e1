using System.Buffers;
using System.Globalization;

namespace Shoreline.Vision.Rules.Documents;

/// <summary>Times as people write them: <c>300ms</c>, <c>3s</c>, <c>1.5s</c>, <c>5m</c>, <c>1m30s</c>, <c>2h</c>.</summary>
internal static class DurationText
{
    private const int Longest = 32;
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    // Longest unit first: "ms" ends as "s" does.
    private static readonly (string Unit, long Ns)[] Units = [("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000), ("d", 86_400_000_000_000)];

    /// <summary>Reads one or several numbers, each with its unit.</summary>
    public static bool TryParse(string text, out long ns)
    {
        ns = 0;
        if (text.Length is 0 or > Longest) return false;
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(Digits);
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return false;
            rest = rest[digits..];
            if (!TryTakeUnit(ref rest, out var unitNs) || number * unitNs > TimeSpan.FromDays(366).TotalNanoseconds) return false;
            ns += (long)Math.Round(number * unitNs);
        }
        return ns <= TimeSpan.FromDays(366).TotalNanoseconds;
    }

    public static string ToText(long ns)
    {
        foreach (var (unit, unitNs) in Units.Reverse())
        {
            if (ns >= unitNs && ns % unitNs == 0) return string.Create(CultureInfo.InvariantCulture, $"{ns / unitNs}{unit}");
        }
        return string.Create(CultureInfo.InvariantCulture, $"{ns / 1e9:0.###}s");
    }

    private static bool TryTakeUnit(ref ReadOnlySpan<char> rest, out long ns)
    {
        foreach (var (unit, unitNs) in Units)
        {
            if (!rest.StartsWith(unit, StringComparison.Ordinal)) continue;
            rest = rest[unit.Length..];
            ns = unitNs;
            return true;
        }
        ns = 0;
        return false;
    }
}
