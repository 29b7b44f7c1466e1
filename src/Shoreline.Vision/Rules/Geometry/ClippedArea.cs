using Shoreline.Core.Records;

namespace Shoreline.Vision.Rules.Geometry;

/// <summary>Area that a polygon and a box share: the polygon is cut at the box's four sides, one after the other (Sutherland and Hodgman).</summary>
/// <remarks>Pieces of a polygon that is not convex stay joined by sides that run there and back along the cut: they enclose nothing.</remarks>
internal static class ClippedArea
{
    // A cut leaves at most three points for every two: each side that leaves the half plane and comes back adds one.
    private const int MostPoints = 6 * Polygon.MostPoints;

    public static double Of(ReadOnlySpan<ImagePoint> polygon, in Box box)
    {
        Span<ImagePoint> one = stackalloc ImagePoint[MostPoints];
        Span<ImagePoint> other = stackalloc ImagePoint[MostPoints];
        polygon.CopyTo(one);
        var count = Cut(one[..polygon.Length], other, horizontal: true, box.X, keepAbove: true);
        count = Cut(other[..count], one, horizontal: true, box.X + box.Width, keepAbove: false);
        count = Cut(one[..count], other, horizontal: false, box.Y, keepAbove: true);
        count = Cut(other[..count], one, horizontal: false, box.Y + box.Height, keepAbove: false);
        var twice = 0.0;
        for (var i = 1; i + 1 < count; i++) twice += ImagePoint.Turn(one[0], one[i], one[i + 1]);
        return Math.Abs(twice) / 2;
    }

    private static int Cut(ReadOnlySpan<ImagePoint> from, Span<ImagePoint> to, bool horizontal, float at, bool keepAbove)
    {
        var count = 0;
        for (var i = 0; i < from.Length; i++)
        {
            var (a, b) = (from[i], from[i + 1 == from.Length ? 0 : i + 1]);
            var (beforeA, beforeB) = (Beyond(a, horizontal, at, keepAbove), Beyond(b, horizontal, at, keepAbove));
            if (beforeA >= 0) to[count++] = a;
            if (beforeA >= 0 == beforeB >= 0) continue;
            var share = beforeA / (beforeA - beforeB);
            to[count++] = new ImagePoint((float)(a.X + (share * (b.X - a.X))), (float)(a.Y + (share * (b.Y - a.Y))));
        }
        return count;
    }

    private static double Beyond(ImagePoint point, bool horizontal, float at, bool keepAbove)
    {
        var distance = (double)(horizontal ? point.X : point.Y) - at;
        return keepAbove ? distance : -distance;
    }
}
