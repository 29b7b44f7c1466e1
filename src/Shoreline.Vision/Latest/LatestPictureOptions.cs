namespace Shoreline.Vision.Latest;

/// <summary>How the latest picture of a camera is kept.</summary>
public sealed record LatestPictureOptions
{
    public const int MostPerSecond = 240;
    public const int LeastWidth = 64;
    public const int MostWidth = 8192;

    /// <summary>Pictures a second, at most; 0 for none at all. 0 to 240, default 5.</summary>
    public double Rate { get; init; } = 5;

    /// <summary>Whether the picture is kept as the camera gave it. Default true.</summary>
    public bool Clean { get; init; } = true;

    /// <summary>Whether it is kept with what was found drawn in: boxes, labels, tracks, rules. Default false.</summary>
    public bool Annotated { get; init; }

    /// <summary>Of JPEG, 1 to 100. Default 80.</summary>
    public int Quality { get; init; } = 80;

    /// <summary>Pixels; a wider picture is scaled down to it, one that is not so wide stays. 0 for as it comes. Default 0.</summary>
    public int Width { get; init; }
}
