namespace Shoreline.Lake.Delta;

/// <summary>A Parquet file that a snapshot holds.</summary>
internal sealed class DataFile(AddAction add)
{
    public AddAction Add { get; } = add;

    /// <summary>Relative to the table's folder.</summary>
    public string Path { get; } = Uri.UnescapeDataString(add.Path);

    /// <summary>Day of its rows, <c>2026-01-31</c>; null where the writer knew none.</summary>
    public string? Date { get; } = add.PartitionValues.GetValueOrDefault(TableSchema.PartitionColumn) is { Length: > 0 } date ? date : null;

    public FileStatistics? Statistics { get; } = FileStatistics.Parse(add.Stats);

    public long RowCount => Statistics?.RowCount ?? 0;
}
