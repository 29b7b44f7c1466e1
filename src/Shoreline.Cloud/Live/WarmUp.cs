using System.Globalization;
using Microsoft.Extensions.Logging;
using Shoreline.Cloud.Ingest;
using Shoreline.Core;
using Shoreline.Lake;
using Shoreline.Lake.Query;

namespace Shoreline.Cloud.Live;

/// <summary>Fills the hot windows from the lake after a restart, so that charts and overlays go on where they were.</summary>
internal static class WarmUp
{
    private const int MaxRows = 50_000;
    private const int NsPerMicrosecond = 1000;
    private static readonly string[] Streams = ["detections", "readings", "device"];

    public static async Task RunAsync(DataLake lake, LiveState live, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        var fromNs = time.NowNs() - (long)DetectionWindow.Length.TotalNanoseconds;
        try
        {
            foreach (var stream in Streams) await ReadAsync(lake, live, RawTable.NameOf(stream), fromNs, cancellationToken);
        }
        catch (Exception e) when (e is ShorelineException or IOException) // a convenience: ingest works without it
        {
            CloudLog.WarmUpFailed(logger, e);
        }
    }

    private static async Task ReadAsync(DataLake lake, LiveState live, string table, long fromNs, CancellationToken cancellationToken)
    {
        if (await lake.DescribeTableAsync(table, cancellationToken) is null) return;
        var from = Timestamps.ToText(fromNs);
        var sql = string.Create(CultureInfo.InvariantCulture, $"""
            SELECT device, stream, incarnation, payload, epoch_us(received_time)
            FROM {table} WHERE date >= DATE '{from[..10]}' AND record_time >= TIMESTAMPTZ '{from}'
            ORDER BY record_time DESC LIMIT {MaxRows}
            """);
        var result = await lake.QueryAsync(sql, new QueryLimits { MaxRows = MaxRows }, cancellationToken);
        foreach (var row in result.Rows.Reverse())
        {
            live.Observe(
                new StreamKey((string)row[0]!, (string)row[1]!, (string)row[2]!), (byte[])row[3]!, (long)row[4]! * NsPerMicrosecond);
        }
    }
}
