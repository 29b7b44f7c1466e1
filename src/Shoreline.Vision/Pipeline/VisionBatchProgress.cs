using Shoreline.Core.Naming;

namespace Shoreline.Vision.Pipeline;

/// <summary>How far many sources are.</summary>
/// <param name="Running">Those that are being analysed, in their order.</param>
/// <param name="Over">Sources that are over, well or not.</param>
/// <param name="Count">All sources.</param>
/// <param name="Share">Of all sources alike, 0…1; null where nobody knows how long one is.</param>
/// <param name="Elapsed">Since the first began.</param>
public sealed record VisionBatchProgress(IReadOnlyList<SourceProgress> Running, int Over, int Count, double? Share, TimeSpan Elapsed)
{
    internal static VisionBatchProgress Of(IEnumerable<(CameraName Camera, VisionProgress? Progress, bool IsOver)> sources, TimeSpan elapsed)
    {
        var (running, over, count, done, known) = (new List<SourceProgress>(), 0, 0, 0.0, true);
        foreach (var (camera, progress, isOver) in sources)
        {
            count++;
            if (isOver)
            {
                over++;
                done++;
            }
            else if (progress is { } value)
            {
                running.Add(new SourceProgress(camera, value));
                done += value.Share ?? 0;
                known &= value.Share is not null;
            }
        }
        return new VisionBatchProgress(running, over, count, known ? done / count : null, elapsed);
    }
}

/// <summary>How far one of several sources is.</summary>
public readonly record struct SourceProgress(CameraName Camera, VisionProgress Progress);
