namespace Shoreline.Vision.Rules.Geometry;

/// <summary>The two sides of a line, for somebody who stands at its <c>from</c> and looks to its <c>to</c>.</summary>
public enum LineSide
{
    Left,
    Right,
}

/// <summary>A line that objects cross. Immutable.</summary>
/// <param name="Name">As in the file.</param>
/// <param name="Left">Name of the side to the left.</param>
/// <param name="Right">Name of the side to the right.</param>
/// <param name="Cameras">Where it is; null for everywhere.</param>
public sealed record CrossingLine(string Name, ImagePoint From, ImagePoint To, string Left, string Right, IReadOnlyList<string>? Cameras)
{
    public string NameOf(LineSide side) => side == LineSide.Left ? Left : Right;

    /// <summary>How far a point is to the right of the line and its continuation, in heights of the picture; negative to the left.</summary>
    /// <param name="aspect">The picture's width by its height.</param>
    public double ToTheRight(ImagePoint point, double aspect) // hot: per object
    {
        var (dx, dy) = (((double)To.X - From.X) * aspect, (double)To.Y - From.Y);
        return ImagePoint.Turn(From, To, point) * aspect / Math.Sqrt((dx * dx) + (dy * dy));
    }

    /// <summary>Whether the way from one point to another meets the line itself, not its continuation.</summary>
    public bool IsMetBy(ImagePoint from, ImagePoint to) => Segments.Meet(from, to, From, To);
}
