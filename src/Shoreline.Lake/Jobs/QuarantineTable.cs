using Shoreline.Lake.Delta;

namespace Shoreline.Lake.Jobs;

/// <summary>Where rows go that a job cannot use, as they were received, with the reason.</summary>
internal static class QuarantineTable
{
    public const string Name = "quarantine";

    /// <summary>Column by which a job's SQL says why it refuses a row; null in rows that are good.</summary>
    public const string ReasonColumn = "_reason";

    public static TableSchema Schema { get; } = new(
    [
        new TableColumn("job", DeltaType.String),
        new TableColumn("reason", DeltaType.String),
        new TableColumn("quarantined_at", DeltaType.Timestamp),
        .. RawTable.Schema.Columns,
    ]);

    public static IReadOnlyList<string> Key { get; } = ["job", .. RawTable.Key];
}
