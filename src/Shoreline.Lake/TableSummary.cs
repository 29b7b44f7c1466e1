namespace Shoreline.Lake;

/// <summary>A table in figures.</summary>
/// <param name="Rows">Rows, by the statistics of its files.</param>
/// <param name="Files">Parquet files.</param>
/// <param name="Bytes">Their size.</param>
/// <param name="Version">Its newest commit, from 0.</param>
/// <param name="LastCommitAt">When that was, by the writer's clock.</param>
public sealed record TableSummary(string Name, long Rows, int Files, long Bytes, long Version, DateTimeOffset LastCommitAt);
