using System.Globalization;
using Shoreline.Vision.Pipeline;

namespace Shoreline.Cli.Vision;

/// <summary>How far the sources of <c>shoreline vision</c> are, as lines: a bar for each that runs, and one for all where there are several.</summary>
internal static class VisionBars
{
    private const int BarColumns = 20;
    private const int MostRunning = 8; // the block must fit a small terminal
    private const int LongestName = 24;

    public static IReadOnlyList<string> Lines(VisionBatchProgress progress)
    {
        List<string> lines = [.. progress.Running.Take(MostRunning).Select(source => Line(source.Camera.Value, source.Progress))];
        if (progress.Running.Count > MostRunning) lines.Add($"… and {progress.Running.Count - MostRunning} more");
        if (progress.Count > 1) lines.Add(Total(progress));
        return lines;
    }

    private static string Line(string camera, VisionProgress progress) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Fit(camera)} {Bar(progress.Share)} {progress.Counters.Analysed,7} frames {progress.FramesPerSecond,6:F1}/s {Left(progress.Left)}  {progress.Counters.Detections} detections");

    private static string Total(VisionBatchProgress progress)
    {
        var left = progress.Share is > 0.01 and var share ? progress.Elapsed * ((1 - share) / share) : (TimeSpan?)null;
        var rate = progress.Running.Sum(source => source.Progress.FramesPerSecond);
        return string.Create(
            CultureInfo.InvariantCulture, $"{Fit($"{progress.Over} of {progress.Count} sources")} {Bar(progress.Share)} {"",14} {rate,6:F1}/s {Left(left)}");
    }

    private static string Fit(string name) => name.Length > LongestName ? name[..(LongestName - 1)] + "…" : name.PadRight(LongestName);

    private static string Bar(double? share)
    {
        if (share is not { } done) return $"[{new string('·', BarColumns)}]     ";
        var full = (int)(done * BarColumns);
        return string.Create(CultureInfo.InvariantCulture, $"[{new string('#', full)}{new string('·', BarColumns - full)}] {(int)(done * 100),3}%");
    }

    private static string Left(TimeSpan? left) => left is not { } time ? new string(' ', 10)
        : time.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time:mm\\:ss} left")
        : string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes,2}:{time:ss} left");
}
