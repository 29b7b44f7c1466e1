using System.Globalization;

namespace Shoreline.Edge.Configuration;

/// <summary>Sizes as people write them: <c>65536</c>, <c>512KiB</c>, <c>64MiB</c>, <c>1.5GiB</c>, and decimal <c>KB</c>, <c>MB</c>, <c>GB</c>.</summary>
public static class ByteSize
{
    // Longest unit first: every one of them ends in B.
    private static readonly (string Unit, long Bytes)[] Units =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40),
        ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000), ("B", 1),
    ];

    public static bool TryParse(string text, out long bytes)
    {
        var (number, scale) = (text, 1L);
        foreach (var unit in Units)
        {
            if (!text.EndsWith(unit.Unit, StringComparison.OrdinalIgnoreCase)) continue;
            (number, scale) = (text[..^unit.Unit.Length].TrimEnd(), unit.Bytes);
            break;
        }
        var ok = decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            && value <= long.MaxValue / scale;
        bytes = ok ? (long)(value * scale) : 0;
        return ok;
    }

    /// <summary>The size in the largest binary unit that gives a whole number.</summary>
    public static string ToText(long bytes)
    {
        foreach (var (unit, scale) in Units[..4].Reverse())
        {
            if (bytes >= scale && bytes % scale == 0) return $"{bytes / scale}{unit}";
        }
        return $"{bytes}B";
    }
}
