using Shoreline.Vision.Motion;

namespace Shoreline.Vision.Tests.Motion;

/// <summary>The vector forms against the scalar ones, to the bit.</summary>
public sealed unsafe class MotionKernelTests
{
    [Theory]
    [InlineData(1280, 720, 0)]
    [InlineData(640, 480, 5)]
    [InlineData(487, 273, 3)]
    [InlineData(1049, 861, 1)]
    [InlineData(2577, 333, 7)]
    [InlineData(31, 9, 0)]
    [InlineData(3, 3, 0)]
    public void Means_of_cells_are_those_of_their_pixels(int width, int height, int padding)
    {
        using var picture = TestPicture.Noise(width, height, width, padding);
        var grid = MotionGrid.Of(width, height);
        var (taken, counted) = (new short[grid.Count], new short[grid.Count]);
        var luma = (byte*)picture.Frame.Luma;
        CellMeans.Take(luma, picture.Stride, grid, new uint[(width / 4) + 8], taken);
        for (var row = 0; row < grid.Rows; row++)
        {
            CellMeans.TakeScalar(luma + ((nint)row * grid.Side * picture.Stride), picture.Stride, grid.Side, 0, counted.AsSpan(row * grid.Columns, grid.Columns));
        }
        Assert.Equal(counted, taken);

        if (grid.Count == 0) return;
        var (last, sum) = (grid.Count - 1, 0.0);
        for (var y = 0; y < grid.Side; y++)
        {
            for (var x = 0; x < grid.Side; x++) sum += picture.Luma[((((last / grid.Columns) * grid.Side) + y) * picture.Stride) + ((last % grid.Columns) * grid.Side) + x];
        }
        Assert.Equal(sum / (grid.Side * grid.Side), taken[last] / (double)CellMeans.Level, 1.0 / CellMeans.Level);
    }

    [Theory]
    [InlineData(14_400)]
    [InlineData(611)]
    [InlineData(20)]
    public void Backgrounds_learn_and_compare_alike(int cells)
    {
        var random = new Random(cells);
        var watched = Numbers(cells, () => random.Next(5) == 0 ? 0 : -1);
        var (vector, scalar) = (new Background(watched, 6 * CellMeans.Level), new Background(watched, 6 * CellMeans.Level));
        var (first, changed, wanted) = (Numbers(cells, () => random.Next(16_321)), new byte[cells], new byte[cells]);
        vector.Set(first, forgetNoise: true);
        scalar.Set(first, forgetNoise: true);
        for (var frame = 0; frame < 60; frame++)
        {
            // Most cells tremble, some jump from one end to the other, as do light, noise and time.
            var means = Numbers(cells, i => random.Next(20) == 0 ? random.Next(2) * 16_320 : Math.Clamp(first[i] + random.Next(-900, 901), 0, 16_320));
            var (light, noise) = ((short)random.Next(-2048, 2049), Background.FrameNoise(random.Next(5000)));
            Assert.Equal(scalar.CompareScalar(means, light, noise, 0, wanted), vector.Compare(means, light, noise, changed));
            Assert.Equal(wanted, changed);
            Assert.Equal(wanted.Count(mark => mark != 0), changed.Count(mark => mark == 255));
            var share = random.Next(1, Background.One + 1);
            vector.Learn(means, light, noise, share);
            scalar.LearnScalar(means, light, noise, share, 0);
            Assert.Equal(scalar.Means.ToArray(), vector.Means.ToArray());
        }
        Assert.Contains((byte)255, changed);
        Assert.Contains((byte)0, changed);
    }

    [Fact]
    public void Frames_of_a_size_allocate_nothing()
    {
        using var still = TestPicture.Noise(640, 360, 1);
        using var other = TestPicture.Noise(640, 360, 2);
        var gate = new MotionGate(new MotionOptions());
        var index = 0L;
        void Show(int frames)
        {
            // Cuts, which mark every cell, and rest in between.
            for (var i = 0; i < frames; i++) gate.Look((i / 50 % 2 == 0 ? still : other).Frame with { PtsNs = index++ * 40_000_000 });
        }
        Show(200);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Show(1000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static short[] Numbers(int count, Func<int> number) => Numbers(count, _ => number());

    private static short[] Numbers(int count, Func<int, int> number)
    {
        var numbers = new short[count];
        for (var i = 0; i < count; i++) numbers[i] = (short)number(i);
        return numbers;
    }
}
