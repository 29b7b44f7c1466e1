using Shoreline.Core.Naming;

namespace Shoreline.Vision.Pipeline;

/// <summary>What a pipeline does with the frames of its capture.</summary>
public sealed record VisionPipelineOptions
{
    /// <summary>The device that the records name.</summary>
    public required DeviceName Device { get; init; }

    /// <summary>Only frames whose index is a multiple of this are analysed. Default 1: all that the capture delivers.</summary>
    public int Every { get; init; } = 1;

    /// <summary>Ends after so many analysed frames. Default: no end.</summary>
    public long MaxFrames { get; init; } = long.MaxValue;
}
