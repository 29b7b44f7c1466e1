using Shoreline.Lake;

namespace Shoreline.Cloud.Ingest;

/// <summary>Rows of one table that belong together, on their way into a commit.</summary>
internal interface IPendingRows
{
    string Table { get; }

    IReadOnlyList<RawRow> Rows { get; }

    /// <summary>Called once, after the rows are durable in the bucket, from any thread: return quickly and do not throw.</summary>
    void Committed();
}
