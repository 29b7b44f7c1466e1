using Shoreline.Vision.Motion;

namespace Shoreline.Vision.Tests.Motion;

public sealed class MotionRegionsTests
{
    private static readonly MotionGrid Grid = MotionGrid.Of(640, 320); // 160 by 80 cells of 4 pixels

    [Fact]
    public void Cells_that_lie_together_are_one_region_and_the_largest_comes_first()
    {
        var regions = new MotionRegions(Grid, least: 4);
        var changed = new byte[Grid.Count];
        Mark(changed, 10, 20, 12, 22); // 4 cells
        Mark(changed, 100, 40, 110, 60); // 200
        Mark(changed, 111, 50, 113, 52); // beside it with a gap of one
        Mark(changed, 158, 78, 160, 80); // 4 in the last corner
        Mark(changed, 0, 0, 1, 3); // 3: too few
        regions.Find(changed);

        Assert.Equal([204, 4, 4], regions.Found.ToArray().Select(region => region.Cells));
        var largest = regions.Found[0].Box;
        Assert.Equal((100 / 160f, 40 / 80f), (largest.X, largest.Y));
        Assert.Equal((14 / 160f, 20 / 80f), (largest.Width, largest.Height));
        Assert.All(regions.Found.ToArray(), region => Assert.True(region.Box is { X: >= 0, Y: >= 0 } box && box.X + box.Width <= 1 && box.Y + box.Height <= 1));
    }

    [Fact]
    public void A_frame_leaves_nothing_to_the_next()
    {
        var regions = new MotionRegions(Grid, least: 1);
        var changed = new byte[Grid.Count];
        changed.AsSpan().Fill(255);
        regions.Find(changed);
        Assert.Equal(Grid.Count, Assert.Single(regions.Found.ToArray()).Cells);
        Assert.Equal((0f, 0f, 1f, 1f), (regions.Found[0].Box.X, regions.Found[0].Box.Y, regions.Found[0].Box.Width, regions.Found[0].Box.Height));
        changed.AsSpan().Clear();
        regions.Find(changed);
        Assert.True(regions.Found.IsEmpty);
    }

    [Fact]
    public void Of_very_many_the_largest_are_kept()
    {
        var regions = new MotionRegions(Grid, least: 1);
        var changed = new byte[Grid.Count];
        for (var i = 0; i < 100; i++) Mark(changed, i % 20 * 8, i / 20 * 8, (i % 20 * 8) + 1 + (i % 4), (i / 20 * 8) + 1); // of 1 to 4 cells, four columns apart
        regions.Find(changed);
        Assert.Equal(MotionRegions.Most, regions.Found.Length);
        Assert.All(regions.Found.ToArray(), region => Assert.Equal(4, region.Cells));
    }

    private static void Mark(byte[] changed, int left, int top, int right, int bottom)
    {
        for (var y = top; y < bottom; y++) changed.AsSpan((y * Grid.Columns) + left, right - left).Fill(255);
    }
}
