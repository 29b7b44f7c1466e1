using Shoreline.Core.Records;

namespace Shoreline.Vision.Rules.Geometry;

/// <summary>A named area of the picture. Immutable.</summary>
/// <param name="Area">Null for the whole picture.</param>
/// <param name="Cameras">Where it is; null for everywhere.</param>
public sealed record Zone(string Name, Polygon? Area, IReadOnlyList<string>? Cameras)
{
    /// <summary>Name of the zone that is the whole picture.</summary>
    public const string PictureName = "picture";

    public static Zone Picture { get; } = new(PictureName, null, null);

    public bool Contains(ImagePoint point) => Area is null || Area.Contains(point);

    /// <summary>Whether a box is in the zone, by what counts of it.</summary>
    public bool Holds(in Box box, Anchor anchor) // hot: per object
    {
        if (Area is null) return true;
        return anchor.Kind == AnchorKind.Overlap ? Area.ShareOf(box) >= anchor.Share : Area.Contains(anchor.PointOf(box));
    }

    /// <summary>Whether the zone is there for a camera.</summary>
    public bool IsAt(string camera) => Cameras is null || Cameras.Contains(camera, StringComparer.Ordinal);
}
