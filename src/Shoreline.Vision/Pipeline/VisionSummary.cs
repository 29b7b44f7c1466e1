using Shoreline.Vision.Comparison;
using Shoreline.Vision.Detectors;
using Shoreline.Vision.Models;
using Shoreline.Vision.Sampling;

namespace Shoreline.Vision.Pipeline;

/// <summary>What a run has done.</summary>
/// <param name="Captured">Frames that the source delivered.</param>
/// <param name="Dropped">Frames of these that were dropped, whatever the cause.</param>
/// <param name="Elapsed">From the first frame asked for to the last one written.</param>
/// <param name="Interrupted">Whether it was told to stop before the source ended; what was written until then is complete.</param>
public sealed record VisionSummary(
    ModelChoice Choice, long Captured, long Dropped, VisionCounters Counters, TimeSpan Elapsed, bool Interrupted)
{
    /// <summary>The dropped frames by cause.</summary>
    public FrameDrops Drops { get; init; }

    /// <summary>What the detector left out.</summary>
    public DetectorLosses Losses { get; init; }

    /// <summary>Detections of each label.</summary>
    public IReadOnlyDictionary<string, long> Labels { get; init; } = new Dictionary<string, long>();

    /// <summary>Events of each type, such as <c>zone.enter</c>.</summary>
    public IReadOnlyDictionary<string, long> Events { get; init; } = new Dictionary<string, long>();

    /// <summary>Latest pictures that the disk refused.</summary>
    public long PicturesRefused { get; init; }

    /// <summary>Frames kept for training, where that was asked for.</summary>
    public SamplingCounters? Samples { get; init; }

    /// <summary>Pictures of events kept, and events that have none because there were too many; where they were asked for.</summary>
    public (long Kept, long Withheld)? Pictures { get; init; }

    /// <summary>The model that looked on, what it did, and all that was compared; null where there was none.</summary>
    public ShadowSummary? Shadow { get; init; }

    public double FramesPerSecond => Elapsed > TimeSpan.Zero ? Counters.Analysed / Elapsed.TotalSeconds : 0;

    /// <summary>A time of the counters as milliseconds per analysed frame.</summary>
    public double PerFrameMs(TimeSpan total) => Counters.Analysed == 0 ? 0 : total.TotalMilliseconds / Counters.Analysed;
}

/// <summary>What a model that looked on came to.</summary>
/// <param name="Failure">Why it was not asked any more; null where all went well.</param>
public sealed record ShadowSummary(string Model, ShadowCounters Counters, ComparisonTally Totals, Exception? Failure);

/// <summary>How far a run is.</summary>
public readonly record struct VisionProgress(ModelChoice Choice, VisionCounters Counters, TimeSpan Elapsed)
{
    /// <summary>Share of the source that is done, 0…1; null where nobody knows how long it is.</summary>
    public double? Share { get; init; }

    public double FramesPerSecond => Elapsed > TimeSpan.Zero ? Counters.Analysed / Elapsed.TotalSeconds : 0;

    /// <summary>How much longer it takes at the pace so far; null where nobody can tell.</summary>
    public TimeSpan? Left => Share is >= LeastShare and var share ? Elapsed * ((1 - share) / share) : null;

    private const double LeastShare = 0.02; // of less nothing can be foretold
}
