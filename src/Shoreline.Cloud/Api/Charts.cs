using System.Collections.Concurrent;
using System.Globalization;
using Shoreline.Cloud.Live;
using Shoreline.Core;
using Shoreline.Lake;
using Shoreline.Lake.Query;

namespace Shoreline.Cloud.Api;

/// <summary>Makes the portal's charts: from memory as far as the hot windows reach, from the curated tables beyond. Kept for a moment, so
/// that polling costs little.</summary>
internal sealed class Charts(LiveState live, DataLake lake, TimeProvider time) : IDisposable
{
    private const int PointsWanted = 120;
    private const int MaxRows = 100_000;
    private const long NsPerSecond = 1_000_000_000;
    private static readonly int[] BucketSeconds = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900];
    private static readonly TimeSpan HotLife = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LakeLife = TimeSpan.FromSeconds(15);

    // One entry for each span of minutes asked for, which the endpoint bounds.
    private readonly ConcurrentDictionary<int, Cached<DetectionChart>> _detections = new();
    private readonly ConcurrentDictionary<int, Cached<ReadingChart>> _readings = new();

    public Task<DetectionChart> DetectionsAsync(int minutes, CancellationToken cancellationToken) => _detections
        .GetOrAdd(minutes, _ => IsHot(minutes)
            ? new Cached<DetectionChart>(_ => Task.FromResult(HotDetections(minutes)), HotLife, time)
            : new Cached<DetectionChart>(stop => LakeDetectionsAsync(minutes, stop), LakeLife, time))
        .GetAsync(cancellationToken);

    public Task<ReadingChart> ReadingsAsync(int minutes, CancellationToken cancellationToken) => _readings
        .GetOrAdd(minutes, _ => IsHot(minutes)
            ? new Cached<ReadingChart>(_ => Task.FromResult(HotReadings(minutes)), HotLife, time)
            : new Cached<ReadingChart>(stop => LakeReadingsAsync(minutes, stop), LakeLife, time))
        .GetAsync(cancellationToken);

    public void Dispose()
    {
        foreach (var chart in _detections.Values) chart.Dispose();
        foreach (var chart in _readings.Values) chart.Dispose();
    }

    private static bool IsHot(int minutes) => minutes <= DetectionWindow.Length.TotalMinutes;

    private static int BucketFor(int minutes) => BucketSeconds.First(seconds => seconds * PointsWanted >= minutes * 60);

    private long FromNs(int minutes) => time.NowNs() - (minutes * 60 * NsPerSecond);

    private DetectionChart HotDetections(int minutes)
    {
        var bucket = BucketFor(minutes);
        var fromNs = FromNs(minutes);
        return new DetectionChart(bucket, [.. live.Detections.Cameras().Order()
            .Select(
                camera =>
                    new DetectionSeries(camera.Device, camera.Camera, Count(live.Detections.Read(camera, fromNs, long.MaxValue), bucket)))
            .Where(series => series.Points.Count > 0)]);
    }

    // A bucket in which frames were analysed and nothing was seen is a zero; one without frames is no point, and so a gap in the line.
    private static List<double[]> Count(IReadOnlyList<AnalysedFrame> frames, int bucketSeconds)
    {
        var points = new List<double[]>();
        foreach (var frame in frames)
        {
            var timeMs = frame.TimeNs / NsPerSecond / bucketSeconds * bucketSeconds * 1000d;
            if (points.Count == 0 || points[^1][0] != timeMs) points.Add([timeMs, 0]);
            points[^1][1] += frame.Detections.Count;
        }
        return points;
    }

    private ReadingChart HotReadings(int minutes)
    {
        var bucket = BucketFor(minutes);
        return new ReadingChart(bucket, [.. live.Readings.Read(FromNs(minutes), bucket).Select(series => new ReadingSeries(
            series.Sensor.Device, series.Sensor.Sensor, series.Unit,
            [.. series.Points.Select(point => new[] { point.Second * 1000d, point.Mean })]))]);
    }

    private async Task<DetectionChart> LakeDetectionsAsync(int minutes, CancellationToken cancellationToken)
    {
        var bucket = BucketFor(minutes);
        var rows = await ReadAsync("detections", "device, camera", "count(*)", minutes, bucket, cancellationToken);
        return new DetectionChart(bucket, [.. rows.GroupBy(row => ((string)row[0]!, (string)row[1]!)).Select(series =>
            new DetectionSeries(series.Key.Item1, series.Key.Item2, [.. series.Select(row => Point(row[2], row[3]))]))]);
    }

    private async Task<ReadingChart> LakeReadingsAsync(int minutes, CancellationToken cancellationToken)
    {
        var bucket = BucketFor(minutes);
        var rows = await ReadAsync("readings", "device, sensor, unit", "avg(value)", minutes, bucket, cancellationToken);
        return new ReadingChart(bucket, [.. rows.GroupBy(row => ((string)row[0]!, (string)row[1]!, (string?)row[2])).Select(series =>
            new ReadingSeries(series.Key.Item1, series.Key.Item2, series.Key.Item3, [.. series.Select(row => Point(row[3], row[4]))]))]);
    }

    private async Task<IReadOnlyList<object?[]>> ReadAsync(
        string table, string names, string figure, int minutes, int bucketSeconds, CancellationToken cancellationToken)
    {
        if (await lake.DescribeTableAsync(table, cancellationToken) is null) return [];
        var from = Timestamps.ToText(FromNs(minutes));
        var sql = string.Create(CultureInfo.InvariantCulture, $"""
            SELECT {names}, epoch_ms(time) // {bucketSeconds * 1000} * {bucketSeconds * 1000} AS bucket, {figure}
            FROM {table} WHERE date >= DATE '{from[..10]}' AND time >= TIMESTAMPTZ '{from}'
            GROUP BY ALL ORDER BY {names}, bucket
            """);
        return (await lake.QueryAsync(sql, new QueryLimits { MaxRows = MaxRows }, cancellationToken)).Rows;
    }

    private static double[] Point(object? timeMs, object? figure) =>
        [Convert.ToDouble(timeMs, CultureInfo.InvariantCulture), Convert.ToDouble(figure, CultureInfo.InvariantCulture)];
}
