using Shoreline.Core.Naming;

namespace Shoreline.Vision.Pipeline;

/// <summary>What <c>shoreline vision SOURCE...</c> was asked to do.</summary>
public sealed record VisionBatchOptions
{
    /// <summary>Addresses, paths of clips and of pictures, and folders of them.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>Whether folders in folders count too.</summary>
    public bool Recursive { get; init; }

    /// <summary>Sources that have an end and are analysed side by side; null for one for each core. Those without an end, cameras, all run from the beginning.</summary>
    public int? Parallel { get; init; }

    /// <summary>Names for the records in the order of the sources; empty for those of the files.</summary>
    public IReadOnlyList<CameraName> Cameras { get; init; } = [];

    /// <summary>MP4 file, or a folder that gets <c>CAMERA.mp4</c> for each source; null for none.</summary>
    public string? AnnotatedPath { get; init; }

    /// <summary>JPEG file that is replaced with the latest frame, or a folder that gets <c>CAMERA.jpg</c> for each source; null for none.</summary>
    public string? LatestPath { get; init; }

    /// <summary>JSON file for the summary; null for none.</summary>
    public string? SummaryPath { get; init; }

    /// <summary>What is done with each source. Its source, camera, annotated video and latest picture are set for each.</summary>
    public required VisionRunOptions Each { get; init; }
}
