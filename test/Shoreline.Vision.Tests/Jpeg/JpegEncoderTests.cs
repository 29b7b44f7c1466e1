using Shoreline.Core.Records;
using Shoreline.Vision.Jpeg;

namespace Shoreline.Vision.Tests.Jpeg;

public sealed class JpegEncoderTests
{
    [Theory]
    [InlineData(64, 48)]
    [InlineData(33, 17)]
    [InlineData(1, 1)]
    public void A_frame_becomes_a_jpeg_of_its_size(int width, int height)
    {
        using var picture = TestPicture.Noise(width, height, seed: 2);
        using var encoder = new JpegEncoder();
        Assert.Equal((width, height), SizeOf(encoder.Encode(picture.Frame, 80)));
    }

    [Fact]
    public void A_region_becomes_a_jpeg_of_the_regions_size()
    {
        using var picture = TestPicture.Noise(64, 48, seed: 2);
        using var encoder = new JpegEncoder();
        Assert.Equal((21, 13), SizeOf(encoder.Encode(picture.Frame, new PixelRegion(43, 35, 21, 13), 80)));
        Assert.Throws<ArgumentOutOfRangeException>(() => encoder.Encode(picture.Frame, new PixelRegion(44, 35, 21, 13), 80).Length);
    }

    [Fact]
    public void Encoding_again_allocates_nothing()
    {
        using var picture = TestPicture.Noise(640, 360, seed: 2);
        using var encoder = new JpegEncoder();
        var frame = picture.Frame;
        _ = encoder.Encode(frame, 80);
        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = encoder.Encode(frame, 80);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(0.25f, 0.25f, 0.5f, 0.5f, 0.25f, 12, 12, 76, 76)]
    [InlineData(-0.125f, 0f, 0.25f, 0.125f, 0f, 0, 0, 13, 13)]
    [InlineData(0.875f, 0.875f, 0.25f, 0.25f, 0.5f, 75, 75, 25, 25)]
    public void A_region_around_a_box_keeps_its_margin_within_the_frame(
        float x, float y, float width, float height, float margin, int left, int top, int regionWidth, int regionHeight) =>
        Assert.Equal(
            new PixelRegion(left, top, regionWidth, regionHeight), PixelRegion.Around(new Box(x, y, width, height), margin, 100, 100));

    [Fact]
    public void A_box_outside_the_frame_has_no_region() => Assert.Null(PixelRegion.Around(new Box(1.2f, 0, 0.1f, 0.1f), 0, 100, 100));

    /// <summary>Width and height of the start-of-frame segment.</summary>
    private static (int Width, int Height) SizeOf(ReadOnlySpan<byte> jpeg)
    {
        Assert.Equal([0xFF, 0xD8], jpeg[..2].ToArray());
        Assert.Equal([0xFF, 0xD9], jpeg[^2..].ToArray());
        var at = 2;
        while (jpeg[at + 1] is < 0xC0 or > 0xC2) at += 2 + ((jpeg[at + 2] << 8) | jpeg[at + 3]);
        return ((jpeg[at + 7] << 8) | jpeg[at + 8], (jpeg[at + 5] << 8) | jpeg[at + 6]);
    }
}
