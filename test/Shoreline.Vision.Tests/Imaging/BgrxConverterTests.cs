using FsCheck;
using FsCheck.Fluent;
using Shoreline.Media;
using Shoreline.Vision.Imaging;

namespace Shoreline.Vision.Tests.Imaging;

public sealed unsafe class BgrxConverterTests
{
    [Theory]
    [InlineData(0, 64)]
    [InlineData(1, 63)]
    [InlineData(7, 41)]
    [InlineData(62, 2)]
    public void Vectors_and_scalars_agree(int left, int width)
    {
        using var picture = TestPicture.Noise(64, 2, seed: left);
        foreach (var matrix in Enum.GetValues<ColorMatrix>())
        {
            var nv12 = picture.OfMatrix(matrix).ToPicture();
            var converter = new BgrxConverter(nv12.Matrix);
            var (vectors, scalars) = (new byte[4 * width], new byte[4 * width]);
            fixed (byte* v = vectors, s = scalars)
            {
                converter.Row(nv12.Luma, nv12.U, left, width, v);
                converter.RowScalar(nv12.Luma, nv12.U, left, 0, width, s);
            }
            Assert.Equal(scalars, vectors);
        }
    }

    [Fact]
    public void Colours_are_within_three_of_the_exact_value()
    {
        using var picture = TestPicture.Noise(64, 64, seed: 3);
        foreach (var matrix in Enum.GetValues<ColorMatrix>())
        {
            var nv12 = picture.OfMatrix(matrix).ToPicture();
            var bgrx = new byte[4 * 64 * 64];
            fixed (byte* into = bgrx) BgrxConverter.Convert(nv12, 0, 0, 64, 64, into, 4 * 64);
            for (var i = 0; i < 64 * 64; i++)
            {
                var (x, y) = (i % 64, i / 64);
                float luma = nv12.Luma[(y * nv12.LumaStride) + x];
                var pair = nv12.U + (y / 2 * nv12.ChromaStride) + (x / 2 * 2);
                var m = nv12.Matrix;
                var red = Math.Clamp((m.Luma * luma) + (m.RedV * pair[1]) + m.RedOffset, 0, 255);
                var green = Math.Clamp((m.Luma * luma) + (m.GreenU * pair[0]) + (m.GreenV * pair[1]) + m.GreenOffset, 0, 255);
                var blue = Math.Clamp((m.Luma * luma) + (m.BlueU * pair[0]) + m.BlueOffset, 0, 255);
                Assert.InRange(bgrx[4 * i] - blue, -3, 3);
                Assert.InRange(bgrx[(4 * i) + 1] - green, -3, 3);
                Assert.InRange(bgrx[(4 * i) + 2] - red, -3, 3);
                Assert.Equal(255, bgrx[(4 * i) + 3]);
            }
        }
    }

    [Fact]
    public void Planes_of_chroma_give_what_chroma_in_turns_gives() =>
        Prop.ForAll<PositiveInt, NonNegativeInt>((size, place) =>
        {
            var (width, height) = (1 + (size.Get * 97 % 2200), 1 + (size.Get % 9));
            var (left, top) = (place.Get % width, place.Get % height);
            using var picture = TestPicture.Noise(width, height, size.Get, paddingBytes: 6);
            using var planar = new PlanarCopy(picture);
            var (expected, actual) = (new byte[4 * (width - left) * (height - top)], new byte[4 * (width - left) * (height - top)]);
            fixed (byte* e = expected, a = actual)
            {
                BgrxConverter.Convert(picture.Frame.ToPicture(), left, top, width - left, height - top, e, 4 * (width - left));
                BgrxConverter.Convert(planar.Picture, left, top, width - left, height - top, a, 4 * (width - left));
            }
            Assert.Equal(expected, actual);
        }).QuickCheckThrowOnFailure();
}
