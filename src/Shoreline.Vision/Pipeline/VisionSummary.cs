using Shoreline.Vision.Detectors;
using Shoreline.Vision.Models;

namespace Shoreline.Vision.Pipeline;

/// <summary>What a run has done.</summary>
/// <param name="Captured">Frames that the source delivered.</param>
/// <param name="Dropped">Frames of these that were dropped because the detector was late.</param>
/// <param name="Elapsed">From the first frame asked for to the last one written.</param>
/// <param name="Interrupted">Whether it was told to stop before the source ended; what was written until then is complete.</param>
public sealed record VisionSummary(
    ModelChoice Choice, long Captured, long Dropped, VisionCounters Counters, TimeSpan Elapsed, bool Interrupted)
{
    /// <summary>What the detector left out.</summary>
    public DetectorLosses Losses { get; init; }

    public double FramesPerSecond => Elapsed > TimeSpan.Zero ? Counters.Analysed / Elapsed.TotalSeconds : 0;

    /// <summary>A time of the counters as milliseconds per analysed frame.</summary>
    public double PerFrameMs(TimeSpan total) => Counters.Analysed == 0 ? 0 : total.TotalMilliseconds / Counters.Analysed;
}

/// <summary>How far a run is.</summary>
public readonly record struct VisionProgress(ModelChoice Choice, VisionCounters Counters, TimeSpan Elapsed);
