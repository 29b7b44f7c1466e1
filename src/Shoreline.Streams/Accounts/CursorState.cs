using Shoreline.Streams.Format;

namespace Shoreline.Streams.Accounts;

/// <summary>What a cursor file holds. Order of the values: docs/formats/cursor.md.</summary>
internal readonly record struct CursorState(long Confirmed, long Start, ExportTotals Totals)
{
    /// <summary>An export that begins with a sequence.</summary>
    public static CursorState At(long start) => new(start - 1, start, default);

    public long[] ToValues() => [Confirmed, Start, Totals.Records, Totals.Bytes, Totals.Refused, Totals.LastConfirmedAtNs];

    public static CursorState From(ReadOnlySpan<long> values) =>
        new(values[0], values[1], new ExportTotals(values[2], values[3], values[4], values[5]));

    /// <summary>Room for what <see cref="From"/> reads.</summary>
    public static long[] NewValues() => new long[SlotFile.ValueCount];
}
