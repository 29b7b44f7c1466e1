using System.Globalization;

namespace Shoreline.Cloud.Configuration;

/// <summary>Sizes as people write them: <c>512</c>, <c>64KiB</c>, <c>4MiB</c>, <c>1GiB</c>.</summary>
internal static class ByteSize
{
    private static readonly (
        string Unit, long Bytes)[] Units = [("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10), ("B", 1), ("", 1)];

    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        foreach (var (unit, factor) in Units)
        {
            if (!text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)) continue;
            var number = text.AsSpan(0, text.Length - unit.Length).Trim();
            if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > long.MaxValue / factor)
            {
                return false;
            }
            bytes = count * factor;
            return true;
        }
        return false;
    }

    public static string Format(long bytes)
    {
        foreach (var (unit, factor) in Units)
        {
            if (bytes >= factor && bytes % factor == 0) return $"{bytes / factor}{unit}";
        }
        return $"{bytes}B";
    }
}
