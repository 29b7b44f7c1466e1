using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Core;
using Shoreline.Core.Records;
using Shoreline.Lake;
using Shoreline.Lake.Query;
using Shoreline.Lake.Store;
using Shoreline.Vision.Datasets;

namespace Shoreline.Cli.Datasets;

/// <summary>The frames of all gateways in the lake: headers from the raw table, pictures from the media archive.</summary>
internal sealed class LakeFramesSource(string bucket) : IDatasetSource
{
    private const string Table = "raw_frames";
    private const int PageRows = 500; // with headers of the greatest length 32 MiB
    private static readonly QueryLimits Limits = new() { MaxRows = 100_000, Timeout = TimeSpan.FromMinutes(5) };

    /// <summary>The place of a row in its day.</summary>
    private readonly record struct Position(string Device, string Stream, string Incarnation, long Sequence);

    public string Name => $"The lake in {bucket}";

    public long? Count => null;

    public void ReadAll(DatasetIntake intake, CancellationToken cancellationToken) =>
        ReadAllAsync(intake, cancellationToken).GetAwaiter().GetResult();

    private async Task ReadAllAsync(DatasetIntake intake, CancellationToken cancellationToken)
    {
        var store = new FolderStore(bucket);
        await using var lake = new DataLake(store, new LakeOptions(), TimeProvider.System, NullLogger.Instance);
        if (await lake.DescribeTableAsync(Table, cancellationToken) is null)
        {
            throw new InvalidInputException($"The lake in {bucket} has no frames: there is no table {Table}. Cameras with 'sampling' in edge.yaml send them.");
        }
        var days = await lake.QueryAsync($"SELECT DISTINCT CAST(date AS VARCHAR) FROM {Table} ORDER BY 1", Limits, cancellationToken);
        foreach (var day in days.Rows.Select(row => (string)row[0]!)) await ReadDayAsync(lake, store, day, intake, cancellationToken);
    }

    private static async Task ReadDayAsync(DataLake lake, FolderStore store, string day, DatasetIntake intake, CancellationToken cancellationToken)
    {
        for (Position? last = null; ;)
        {
            // A row that was sent twice is there twice, with one key: the page goes on behind it.
            var behind = last is { } at
                ? " AND (device, stream, incarnation, sequence) > "
                    + string.Create(CultureInfo.InvariantCulture, $"({Quoted(at.Device)}, {Quoted(at.Stream)}, {Quoted(at.Incarnation)}, {at.Sequence})")
                : "";
            var page = await lake.QueryAsync(
                $"SELECT device, stream, incarnation, sequence, object, TRY(decode(payload)) FROM {Table} "
                + $"WHERE date = DATE {Quoted(day)}{behind} ORDER BY 1, 2, 3, 4 LIMIT {PageRows}",
                Limits, cancellationToken);
            foreach (var row in page.Rows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                last = new Position((string)row[0]!, (string)row[1]!, (string)row[2]!, (long)row[3]!);
                await AddAsync(store, $"Record {row[3]} of '{row[1]}' of {row[0]}", row[4] as string, row[5] as string, intake, cancellationToken);
            }
            if (page.Rows.Count < PageRows) return;
        }
    }

    private static async Task AddAsync(FolderStore store, string where, string? key, string? json, DatasetIntake intake, CancellationToken cancellationToken)
    {
        if (json is null)
        {
            intake.Refuse(where, "has a header that is no text");
            return;
        }
        if (MediaRecord.TryDecodeHeader(Encoding.UTF8.GetBytes(json), out var header) is { } fault) intake.Refuse(where, fault);
        else if (key is null || await store.GetAsync(key, cancellationToken) is not { } picture) intake.Refuse(where, "has no picture in the archive");
        else intake.Add(where, header!, picture);
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
