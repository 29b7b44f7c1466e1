using Shoreline.Core.Records;
using Shoreline.Vision.Rules.Geometry;

namespace Shoreline.Vision.Tests.Rules.Geometry;

public sealed class PolygonTests
{
    private const double Slack = 1e-5; // points so near to a side are on it, and may fall either way

    [Fact]
    public void A_point_is_inside_where_the_sides_turn_around_it_once()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var points = Star(random);
            var polygon = new Polygon(points);
            for (var i = 0; i < 50; i++)
            {
                var point = new ImagePoint(random.NextSingle(), random.NextSingle());
                if (IsNearASide(points, point)) continue;
                Assert.True(Math.Abs(Winding(points, point)) > 0.5 == polygon.Contains(point), $"Seed {seed}: {point}");
            }
        }
    }

    [Fact]
    public void The_share_of_a_box_is_that_of_a_grid_of_points_in_it()
    {
        const int Side = 60;
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var polygon = new Polygon(Star(random));
            var box = new Box(random.NextSingle() - 0.2f, random.NextSingle() - 0.2f, 0.05f + (random.NextSingle() * 0.6f), 0.05f + (random.NextSingle() * 0.6f));
            var inside = 0;
            for (var i = 0; i < Side * Side; i++)
            {
                var point = new ImagePoint(box.X + (box.Width * ((i % Side) + 0.5f) / Side), box.Y + (box.Height * ((i / Side) + 0.5f) / Side));
                if (polygon.Contains(point)) inside++;
            }
            Assert.Equal(inside / (double)(Side * Side), polygon.ShareOf(box), 0.03);
        }
    }

    [Fact]
    public void A_box_without_a_size_is_where_its_middle_is()
    {
        var polygon = new Polygon([new(0.1f, 0.1f), new(0.9f, 0.1f), new(0.9f, 0.9f), new(0.1f, 0.9f)]);
        Assert.Equal(1, polygon.ShareOf(new Box(0.5f, 0.5f, 0, 0)));
        Assert.Equal(0, polygon.ShareOf(new Box(0.95f, 0.5f, 0, 0.2f)));
        Assert.False(polygon.Contains(new ImagePoint(float.NaN, 0.5f)));
    }

    [Fact]
    public void Whole_stars_are_areas_and_those_with_two_corners_swapped_are_told_apart_from_them()
    {
        var crossed = 0;
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var points = Star(random);
            Assert.Null(Polygon.Fault(points));
            if (points.Length < 5) continue;
            var i = random.Next(points.Length - 2);
            (points[i], points[i + 2]) = (points[i + 2], points[i]);
            if (Polygon.Fault(points) is { } fault)
            {
                Assert.Contains("crosses itself", fault, StringComparison.Ordinal);
                crossed++;
            }
        }
        Assert.True(crossed > 300, $"{crossed} of the swapped ones cross themselves");
    }

    [Fact]
    public void A_side_that_runs_back_over_the_one_before_crosses_it() =>
        Assert.Contains("crosses itself", Polygon.Fault([new(0.1f, 0.5f), new(0.9f, 0.5f), new(0.5f, 0.5f), new(0.5f, 0.1f)])!, StringComparison.Ordinal);

    /// <summary>Corners around a middle by angle: never crosses itself.</summary>
    private static ImagePoint[] Star(Random random)
    {
        var count = random.Next(3, 17);
        var points = new ImagePoint[count];
        for (var i = 0; i < count; i++)
        {
            var angle = 2 * Math.PI * (i + (0.8 * random.NextDouble())) / count;
            var radius = 0.1 + (0.39 * random.NextDouble());
            points[i] = new ImagePoint((float)(0.5 + (radius * Math.Cos(angle))), (float)(0.5 + (radius * Math.Sin(angle))));
        }
        return points;
    }

    private static double Winding(ImagePoint[] points, ImagePoint point)
    {
        var turns = 0.0;
        for (var i = 0; i < points.Length; i++)
        {
            var (a, b) = (points[i], points[(i + 1) % points.Length]);
            var (ax, ay, bx, by) = (a.X - (double)point.X, a.Y - (double)point.Y, b.X - (double)point.X, b.Y - (double)point.Y);
            turns += Math.Atan2((ax * by) - (ay * bx), (ax * bx) + (ay * by));
        }
        return turns / (2 * Math.PI);
    }

    private static bool IsNearASide(ImagePoint[] points, ImagePoint point)
    {
        for (var i = 0; i < points.Length; i++)
        {
            var (a, b) = (points[i], points[(i + 1) % points.Length]);
            var length = Math.Sqrt(Math.Pow(b.X - (double)a.X, 2) + Math.Pow(b.Y - (double)a.Y, 2));
            if (Math.Abs(ImagePoint.Turn(a, b, point)) < Slack * length) return true;
        }
        return false;
    }
}
