using Shoreline.Core.Naming;
using Shoreline.Vision.Rules;

namespace Shoreline.Vision.Pipeline;

/// <summary>What a pipeline does with the frames of its capture.</summary>
public sealed record VisionPipelineOptions
{
    /// <summary>The device that the records name.</summary>
    public required DeviceName Device { get; init; }

    /// <summary>Only frames whose index is a multiple of this are analysed. Default 1: all that the capture delivers.</summary>
    public int Every { get; init; } = 1;

    /// <summary>Holds frames back in which nothing moves; null: all go to the detector.</summary>
    public IFrameGate? Gate { get; init; }

    /// <summary>What looks at the detections, in this order: a tracker, rules, procedures.</summary>
    public IReadOnlyList<IFrameStage> Stages { get; init; } = [];

    /// <summary>Ends after so many analysed frames. Default: no end.</summary>
    public long MaxFrames { get; init; } = long.MaxValue;
}
