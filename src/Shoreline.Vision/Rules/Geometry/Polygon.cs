using Shoreline.Core.Records;

namespace Shoreline.Vision.Rules.Geometry;

/// <summary>An area with straight sides that do not cross each other; it need not be convex. Immutable.</summary>
public sealed class Polygon
{
    /// <summary>Most corners that an area may have.</summary>
    public const int MostPoints = 64;

    private readonly ImagePoint[] _points;
    private readonly ImagePoint _least;
    private readonly ImagePoint _most;

    /// <param name="points">3 to <see cref="MostPoints"/> corners, one after the other; see <see cref="Fault"/>.</param>
    public Polygon(ReadOnlySpan<ImagePoint> points)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points.Length, 3, nameof(points));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(points.Length, MostPoints, nameof(points));
        _points = points.ToArray();
        (_least, _most) = (points[0], points[0]);
        foreach (var point in points)
        {
            _least = new ImagePoint(Math.Min(_least.X, point.X), Math.Min(_least.Y, point.Y));
            _most = new ImagePoint(Math.Max(_most.X, point.X), Math.Max(_most.Y, point.Y));
        }
    }

    public ReadOnlySpan<ImagePoint> Points => _points;

    /// <summary>Whether a point is in the area: a ray from it to the right crosses an odd number of sides.</summary>
    public bool Contains(ImagePoint point) // hot: per object
    {
        if (!(point.X >= _least.X && point.X <= _most.X && point.Y >= _least.Y && point.Y <= _most.Y)) return false; // NaN is nowhere
        var inside = false;
        for (int i = 0, j = _points.Length - 1; i < _points.Length; j = i++)
        {
            var (a, b) = (_points[i], _points[j]);
            if (a.Y > point.Y == b.Y > point.Y) continue;
            var crossing = a.X + (((double)b.X - a.X) * ((double)point.Y - a.Y) / ((double)b.Y - a.Y));
            if (point.X < crossing) inside = !inside;
        }
        return inside;
    }

    /// <summary>How much of a box is in the area, 0…1; of a box without a size, whether its middle is.</summary>
    public float ShareOf(in Box box) // hot: per object
    {
        if (!(box.Width > 0 && box.Height > 0)) return Contains(new ImagePoint(box.X + (box.Width / 2), box.Y + (box.Height / 2))) ? 1 : 0;
        if (box.X > _most.X || box.Y > _most.Y || box.X + box.Width < _least.X || box.Y + box.Height < _least.Y) return 0;
        return (float)Math.Clamp(ClippedArea.Of(_points, box) / ((double)box.Width * box.Height), 0, 1);
    }

    /// <summary>Why points are no area, in words that name the corners from 1; null where they are one.</summary>
    public static string? Fault(ReadOnlySpan<ImagePoint> points)
    {
        if (points.Length < 3) return $"has {points.Length} points; an area has at least 3";
        if (points.Length > MostPoints) return $"has {points.Length} points; at most {MostPoints}";
        for (var i = 0; i < points.Length; i++)
        {
            var next = (i + 1) % points.Length;
            if (points[i] == points[next]) return $"has points {i + 1} and {next + 1} at the same place";
        }
        for (var i = 0; points.Length > 3 && i < points.Length; i++) // a triangle crosses itself only where it is a line
        {
            for (var j = i + 1; j < points.Length; j++)
            {
                if (SidesMeet(points, i, j)) return $"crosses itself: the sides {Side(i, points.Length)} and {Side(j, points.Length)} meet";
            }
        }
        var twice = 0.0;
        for (var i = 1; i + 1 < points.Length; i++) twice += ImagePoint.Turn(points[0], points[i], points[i + 1]);
        return Math.Abs(twice) < 2e-6 ? "is no more than a line" : null; // less than a pixel of a 1000 × 1000 picture
    }

    /// <summary>Neighbours always share a corner; they must not run back over each other.</summary>
    private static bool SidesMeet(ReadOnlySpan<ImagePoint> points, int i, int j)
    {
        var count = points.Length;
        var (a, b, c, d) = (points[i], points[(i + 1) % count], points[j], points[(j + 1) % count]);
        if (j == i + 1) return RunsBack(a, b, d);
        if (i == 0 && j == count - 1) return RunsBack(c, d, b);
        return Segments.Meet(a, b, c, d);
    }

    private static bool RunsBack(ImagePoint from, ImagePoint corner, ImagePoint to)
    {
        var ahead = (((double)corner.X - from.X) * ((double)to.X - corner.X)) + (((double)corner.Y - from.Y) * ((double)to.Y - corner.Y));
        return ahead < 0 && ImagePoint.Turn(from, corner, to) == 0;
    }

    private static string Side(int index, int count) => $"{index + 1}–{((index + 1) % count) + 1}";
}
