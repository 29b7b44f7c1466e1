using Shoreline.Core.Records;

namespace Shoreline.Vision.Rules.Geometry;

/// <summary>What of a box counts as its place.</summary>
public enum AnchorKind
{
    /// <summary>Middle of the lower edge: where a person stands.</summary>
    Feet,

    Centre,

    /// <summary>Middle of the upper edge.</summary>
    Head,

    /// <summary>A share of the box.</summary>
    Overlap,
}

/// <summary>What of a box must be in a zone.</summary>
/// <param name="Share">With <see cref="AnchorKind.Overlap"/>: how much of the box, 0…1.</param>
public readonly record struct Anchor(AnchorKind Kind, float Share = 0)
{
    // Feet of somebody whom the lower edge cuts off are on it or below. Taken as just above it, they are in a zone that goes down to the edge.
    private const float Edge = 0.9999f;

    /// <summary>The point that stands for a box, moved into the picture where it is outside; of <see cref="AnchorKind.Overlap"/> the box's middle.</summary>
    public ImagePoint PointOf(in Box box) => new(Math.Clamp(box.X + (box.Width / 2), 0, Edge), Math.Clamp(Kind switch
    {
        AnchorKind.Feet => box.Y + box.Height,
        AnchorKind.Head => box.Y,
        _ => box.Y + (box.Height / 2),
    }, 0, Edge));
}
