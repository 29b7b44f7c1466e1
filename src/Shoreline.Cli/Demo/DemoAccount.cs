using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Lake;
using Shoreline.Lake.Jobs;
using Shoreline.Lake.Query;
using Shoreline.Lake.Store;
using Shoreline.Streams;

namespace Shoreline.Cli.Demo;

/// <summary>
/// Counts a stopped demo at both ends: what the edge's streams acknowledged to their writers, and what the lake holds. Nothing that either side says of itself
/// goes into the sums.
/// </summary>
internal static class DemoAccount
{
    /// <summary>Curated tables and the columns that make a row of each unique.</summary>
    private static readonly (string Table, string Key)[] Curated =
    [
        ("detections", "device, stream, incarnation, sequence, ordinal"),
        ("readings", "device, stream, incarnation, sequence"),
        ("aggregates", "device, stream, incarnation, sequence"),
        ("faces", "device, stream, incarnation, sequence"),
    ];

    /// <summary>Messages that wait for the broker above: they go there, not into the lake.</summary>
    private const string MqttSpool = "mqtt-proxy";

    /// <summary>Of the causes that a camera counts, those for which a frame was not analysed, but <c>still</c>; the others are of records and pictures.</summary>
    private static readonly string[] FrameCauses = ["late", "overload", "broken", "every", "unfinished"];

    public static async Task<DemoSummary> CountAsync(DemoOptions options, double seconds, double? firstPicture, double? firstRow)
    {
        await using var store = await StreamStore.OpenAsync(new StreamStoreOptions { Root = Path.Combine(options.EdgeRoot, "streams") });
        await using var lake = new DataLake(new FolderStore(Path.Combine(options.CloudData, "bucket")), new LakeOptions(), TimeProvider.System, NullLogger.Instance);
        await CurateAsync(lake);

        var tables = (await lake.ListTablesAsync()).Select(table => table.Name).ToHashSet(StringComparer.Ordinal);
        var streams = new List<StreamCounts>();
        foreach (var stream in store.List().Where(stream => stream.Name != MqttSpool)) streams.Add(await CountAsync(lake, tables, stream));

        var rows = new Dictionary<string, long>();
        long duplicateRows = 0;
        foreach (var (table, key) in Curated.Where(entry => tables.Contains(entry.Table)))
        {
            var (all, different) = await TwoAsync(lake, $"SELECT count(*), count(DISTINCT ({key})) FROM {table}");
            rows[table] = all;
            duplicateRows += all - different;
        }
        return new DemoSummary
        {
            DurationSeconds = Math.Round(seconds, 1),
            SecondsToFirstPicture = Rounded(firstPicture),
            SecondsToFirstRow = Rounded(firstRow),
            Frames = Frames(store, streams),
            Detections = rows.GetValueOrDefault("detections"),
            Records = new RecordCounts(streams.Sum(s => s.Appended), streams.Sum(s => s.Landed), rows.Values.Sum()),
            Lost = streams.Sum(s => s.Lost),
            Duplicates = duplicateRows + streams.Sum(s => s.Duplicates),
            Streams = streams,
            Tables = rows,
        };
    }

    private static double? Rounded(double? seconds) => seconds is { } value ? Math.Round(value, 1) : null;

    private static async Task CurateAsync(DataLake lake)
    {
        await using var jobs = await JobRunner.LoadAsync(lake, new JobRunnerOptions(), TimeProvider.System, NullLogger.Instance);
        foreach (var job in jobs.List()) await jobs.RunAsync(job.Definition.Name);
    }

    private static async Task<StreamCounts> CountAsync(DataLake lake, HashSet<string> tables, DurableStream stream)
    {
        var appended = stream.NewestSequence + 1;
        var table = RawTable.NameOf(stream.Name);
        var (rows, different) = tables.Contains(table)
            ? await TwoAsync(lake, $"SELECT count(*), count(DISTINCT sequence) FROM {table} WHERE stream = '{stream.Name.Replace("'", "''", StringComparison.Ordinal)}' AND incarnation = '{stream.Incarnation}'")
            : (0, 0);
        return new StreamCounts(stream.Name, appended, different, appended - different, rows - different);
    }

    /// <summary>Frames by the gateway's own last account: only it knows of those that were never analysed.</summary>
    private static FrameCounts Frames(StreamStore store, List<StreamCounts> streams)
    {
        long captured = 0, dropped = 0, still = 0;
        if (store.TryGet("device", out var device) && device.NewestSequence >= 0)
        {
            using var batch = new RecordBatch();
            device.Read(device.NewestSequence, 1, 1 << 20, batch);
            foreach (var camera in JsonDocument.Parse(batch[0].Payload).RootElement.GetProperty("cameras").EnumerateArray())
            {
                captured += camera.GetProperty("captured").GetInt64();
                if (camera.GetProperty("dropped").TryGetProperty("still", out var held)) still += held.GetInt64();
                foreach (var cause in camera.GetProperty("dropped").EnumerateObject().Where(cause => FrameCauses.Contains(cause.Name))) dropped += cause.Value.GetInt64();
            }
        }
        return new FrameCounts(captured, dropped, still, streams.Where(s => s.Name == "detections").Sum(s => s.Appended));
    }

    private static async Task<(long First, long Second)> TwoAsync(DataLake lake, string sql)
    {
        var row = (await lake.QueryAsync(sql, new QueryLimits { Timeout = TimeSpan.FromMinutes(2) })).Rows[0];
        return (Convert.ToInt64(row[0], null), Convert.ToInt64(row[1], null));
    }
}
