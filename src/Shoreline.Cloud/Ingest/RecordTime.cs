namespace Shoreline.Cloud.Ingest;

/// <summary>The times a record may have. One beyond them would make a partition that no engine reads, and stop the commit of all others
/// with it.</summary>
internal static class RecordTime
{
    /// <summary>The year 2200, in nanoseconds since the Unix epoch.</summary>
    public const long LatestNs = 7_258_118_400L * 1_000_000_000;

    public static bool IsValid(long ns) => ns is >= 0 and <= LatestNs;
}
