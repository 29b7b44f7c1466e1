using Shoreline.Vision.Rules.Geometry;

namespace Shoreline.Vision.Tests.Rules.Geometry;

public sealed class CrossingLineTests
{
    [Fact]
    public void Below_a_line_that_runs_to_the_right_of_the_picture_is_its_right_side()
    {
        var line = Line(new(0.2f, 0.5f), new(0.8f, 0.5f));
        Assert.Equal(0.25, line.ToTheRight(new(0.5f, 0.75f), 1.78), 1e-6); // a quarter of the height, whatever the width
        Assert.Equal(-0.25, line.ToTheRight(new(0.1f, 0.25f), 1.78), 1e-6);
    }

    [Fact]
    public void The_distance_is_that_of_the_picture_and_changes_its_sign_with_the_line_s_direction()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var (a, b, p) = (Point(random), Point(random), Point(random));
            var aspect = 0.5 + (2 * random.NextDouble());
            var (dx, dy) = ((b.X - (double)a.X) * aspect, b.Y - (double)a.Y);
            var (px, py) = ((p.X - (double)a.X) * aspect, p.Y - (double)a.Y);
            var length = Math.Sqrt((dx * dx) + (dy * dy));
            if (length < 0.01) continue;
            var along = ((px * dx) + (py * dy)) / length;
            var distance = Math.Sqrt(Math.Max(0, (px * px) + (py * py) - (along * along)));
            Assert.Equal(distance, Math.Abs(Line(a, b).ToTheRight(p, aspect)), 1e-4);
            Assert.Equal(Line(a, b).ToTheRight(p, aspect), -Line(b, a).ToTheRight(p, aspect), 1e-9);
        }
    }

    [Fact]
    public void A_way_meets_the_line_where_a_place_on_it_is_on_both()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var (a, b, p, q) = (Point(random), Point(random), Point(random), Point(random));
            // a + s (b − a) = p + t (q − p), solved for s and t
            var (dx, dy, ex, ey) = (b.X - (double)a.X, b.Y - (double)a.Y, q.X - (double)p.X, q.Y - (double)p.Y);
            var cross = (dx * ey) - (dy * ex);
            if (Math.Abs(cross) < 1e-3) continue;
            var s = (((p.X - (double)a.X) * ey) - ((p.Y - (double)a.Y) * ex)) / cross;
            var t = (((p.X - (double)a.X) * dy) - ((p.Y - (double)a.Y) * dx)) / cross;
            if (Math.Min(Math.Abs(s), Math.Abs(s - 1)) < 1e-3 || Math.Min(Math.Abs(t), Math.Abs(t - 1)) < 1e-3) continue;
            Assert.True((s is > 0 and < 1 && t is > 0 and < 1) == Line(a, b).IsMetBy(p, q), $"Seed {seed}");
        }
    }

    private static ImagePoint Point(Random random) => new(random.NextSingle(), random.NextSingle());

    private static CrossingLine Line(ImagePoint from, ImagePoint to) => new("door", from, to, "left", "right", null);
}
