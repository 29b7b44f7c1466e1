using Shoreline.Vision.Detectors;

namespace Shoreline.Vision.Pipeline;

/// <summary>What a pipeline has done so far.</summary>
/// <param name="Analysed">Frames that the detector saw.</param>
/// <param name="PassedOver">Frames that were taken but not analysed, because only every so many are.</param>
/// <param name="HeldBack">Frames that were taken but not analysed, because nothing moved in them.</param>
/// <param name="Detections">Objects found in all of them.</param>
/// <param name="Waiting">Time spent waiting for the capture.</param>
/// <param name="Stages">Time spent in the detector.</param>
/// <param name="Writing">Time spent on the record and in the sinks.</param>
public readonly record struct VisionCounters(
    long Analysed, long PassedOver, long HeldBack, long Detections, TimeSpan Waiting, StageTimes Stages, TimeSpan Writing);
