namespace Shoreline.Streams.Tests.Simulation;

/// <summary>What is known of the one export that every simulated stream has.</summary>
internal readonly record struct CursorState(long Start, long Confirmed, ExportTotals Totals)
{
    public const string ExportId = "cloud";

    public static CursorState Of(ExportCursor cursor) => new(cursor.Start, cursor.Confirmed, cursor.Totals);
}
