using Shoreline.Vision.Jpeg;
using Shoreline.Vision.Sampling.Pictures;

namespace Shoreline.Vision.Tests.Sampling.Pictures;

public sealed unsafe class CutoutTests
{
    [Theory]
    [InlineData(64, 48, 0, 0, 64, 48)]
    [InlineData(64, 48, 10, 20, 30, 10)]
    [InlineData(64, 48, 11, 21, 30, 11)]
    [InlineData(63, 47, 31, 21, 32, 26)]
    [InlineData(63, 47, 62, 46, 1, 1)]
    public void The_pixels_are_those_of_the_frame(int width, int height, int left, int top, int cutWidth, int cutHeight)
    {
        using var picture = TestPicture.Noise(width, height, 3, paddingBytes: 6);
        using var cutout = new Cutout();
        var frame = picture.Frame;
        cutout.Take(frame, new PixelRegion(left, top, cutWidth, cutHeight));
        var (cut, fromX, fromY) = (cutout.Frame, left & ~1, top & ~1);
        Assert.Equal((left + cutWidth - fromX, top + cutHeight - fromY), (cut.Width, cut.Height));
        for (var y = 0; y < cut.Height; y++)
        {
            for (var x = 0; x < cut.Width; x++)
            {
                Assert.Equal(((byte*)frame.Luma)[((fromY + y) * frame.Stride) + fromX + x], ((byte*)cut.Luma)[(y * cut.Stride) + x]);
                Assert.Equal(
                    ((ushort*)((byte*)frame.Chroma + ((fromY + y) / 2 * frame.ChromaStride)))[(fromX + x) / 2],
                    ((ushort*)((byte*)cut.Chroma + (y / 2 * cut.ChromaStride)))[x / 2]);
            }
        }
    }

    [Fact]
    public void Planes_of_their_own_come_out_as_one()
    {
        using var picture = TestPicture.Noise(62, 46, 4);
        using var planar = new PlanarCopy(picture);
        var (u, v, chromaStride) = ((nint)planar.Picture.U, (nint)planar.Picture.V, planar.Picture.ChromaStride);
        using var expected = new Cutout();
        using var cutout = new Cutout();
        expected.Take(picture.Frame, new PixelRegion(5, 7, 40, 30));
        cutout.Take(picture.Frame with { Chroma = u, ChromaV = v, ChromaStride = chromaStride }, new PixelRegion(5, 7, 40, 30));
        Assert.Equal(0, cutout.Frame.ChromaV);
        using var encoder = new JpegEncoder();
        using var other = new JpegEncoder();
        Assert.True(encoder.Encode(expected.Frame, 90).SequenceEqual(other.Encode(cutout.Frame, 90)));
    }

    [Theory]
    [InlineData(1920, 1080)]
    [InlineData(1919, 1079)]
    [InlineData(4096, 8)]
    [InlineData(2, 1_000_000)]
    public void What_is_large_becomes_smaller_and_keeps_its_colour(int width, int height)
    {
        using var picture = TestPicture.Plain(width, height, 90, 60, 200);
        using var cutout = new Cutout();
        cutout.Take(picture.Frame, new PixelRegion(0, 0, width, height));
        var cut = cutout.Frame;
        Assert.InRange((long)cut.Width * cut.Height, 1, Cutout.MostPixels);
        for (var y = 0; y < cut.Height; y++)
        {
            for (var x = 0; x < cut.Width; x++)
            {
                Assert.Equal(90, ((byte*)cut.Luma)[(y * cut.Stride) + x]);
                Assert.Equal(60 + (200 << 8), ((ushort*)((byte*)cut.Chroma + (y / 2 * cut.ChromaStride)))[x / 2]);
            }
        }
    }
}
