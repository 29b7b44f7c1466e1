namespace Shoreline.Vision.Models;

/// <summary>How a cascade is slid over the picture.</summary>
public sealed record CascadeManifest
{
    /// <summary>Ratio of one size of the window to the next.</summary>
    public required float ScaleFactor { get; init; }

    /// <summary>Windows that must agree on an object.</summary>
    public required int MinNeighbors { get; init; }

    /// <summary>Least size of an object as a share of the picture's shorter side.</summary>
    public required float MinShare { get; init; }

    /// <summary>Pictures larger than this are halved, or more, before the search; their longer side in pixels.</summary>
    public required int LongSide { get; init; }
}
