using System.Globalization;
using Shoreline.Lake;
using Shoreline.Lake.Query;

namespace Shoreline.Cloud.Ingest;

/// <summary>The raw tables as ingest uses them.</summary>
internal sealed class RawTables(DataLake lake)
{
    private const int RangesPerQuery = 100_000;
    private static readonly TimeSpan LongestQuery = TimeSpan.FromMinutes(5);

    /// <summary>One commit; durable when this completes.</summary>
    public Task AppendAsync(string table, IReadOnlyList<RawRow> rows, CancellationToken cancellationToken) =>
        lake.AppendRawAsync(table, rows, cancellationToken);

    /// <summary>Which sequences of an incarnation the table holds, as ranges: DuckDB joins neighbours, so that millions of rows come back
    /// as a few.</summary>
    public async Task<IReadOnlyList<SequenceRange>> LandedAsync(string table, StreamKey key, CancellationToken cancellationToken)
    {
        if (await lake.DescribeTableAsync(table, cancellationToken) is null) return [];
        var ranges = new List<SequenceRange>();
        var limits = new QueryLimits { MaxRows = RangesPerQuery, Timeout = LongestQuery };
        while (true)
        {
            var after = ranges.Count == 0 ? -1 : ranges[^1].Last;
            var page = await lake.QueryAsync(RangesSql(table, key, after), limits, cancellationToken);
            foreach (var row in page.Rows) ranges.Add(new SequenceRange((long)row[0]!, (long)row[1]!));
            if (!page.Truncated) return ranges;
        }
    }

    // Distinct sequences minus their row number are constant over neighbours (gaps and islands).
    private static string RangesSql(string table, StreamKey key, long after) => string.Create(CultureInfo.InvariantCulture, $"""
        SELECT min(sequence), max(sequence)
        FROM (SELECT sequence, sequence - row_number() OVER (ORDER BY sequence) AS island
              FROM (SELECT DISTINCT sequence FROM {table}
                    WHERE device = {Text(key.Device)} AND stream = {Text(key.Stream)} AND incarnation = {Text(key.Incarnation)}
                      AND sequence > {after}))
        GROUP BY island ORDER BY 1
        """);

    private static string Text(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}
