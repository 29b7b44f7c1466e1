using FsCheck;
using FsCheck.Fluent;
using Shoreline.Media;
using Shoreline.Vision.Imaging;
using Shoreline.Vision.Models;

namespace Shoreline.Vision.Tests.Imaging;

public sealed class LetterboxTests
{
    private static readonly InputManifest Bgr = new() { Name = "input", Color = ChannelOrder.Bgr };
    private static readonly InputManifest Normalized = new()
    {
        Name = "input",
        Color = ChannelOrder.Rgb,
        Mean = [123.675f, 116.28f, 103.53f],
        Std = [58.395f, 57.12f, 57.375f],
        Fill = 114,
    };

    [Theory]
    [InlineData(1280, 720, 640, 640)] // exactly half
    [InlineData(640, 480, 640, 640)] // as it is
    [InlineData(1920, 1080, 640, 640)] // a third: means
    [InlineData(480, 270, 640, 640)] // enlarged
    [InlineData(1049, 861, 640, 640)] // odd sides
    [InlineData(720, 1280, 320, 320)] // portrait, a quarter
    [InlineData(33, 17, 32, 32)]
    [InlineData(2, 2, 64, 32)]
    [InlineData(1, 1, 16, 16)]
    public void Vectors_and_scalars_agree_to_the_last_bit(int width, int height, int targetWidth, int targetHeight)
    {
        AssertSame(width, height, targetWidth, targetHeight, Bgr, seed: width);
        AssertSame(width, height, targetWidth, targetHeight, Normalized, seed: height);
    }

    [Fact]
    public void Vectors_and_scalars_agree_for_any_size() =>
        Prop.ForAll<PositiveInt, PositiveInt>((width, height) =>
            AssertSame(1 + (width.Get * 7 % 200), 1 + (height.Get * 11 % 200), 96, 64, Bgr, width.Get)).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(ColorMatrix.Bt601, 81, 90, 240, 255, 0, 0)] // the standard's own red, green, blue and white
    [InlineData(ColorMatrix.Bt601, 145, 54, 34, 0, 255, 0)]
    [InlineData(ColorMatrix.Bt601, 41, 240, 110, 0, 0, 255)]
    [InlineData(ColorMatrix.Bt601, 235, 128, 128, 255, 255, 255)]
    [InlineData(ColorMatrix.Bt709, 63, 102, 240, 255, 0, 0)]
    [InlineData(ColorMatrix.Bt709, 173, 42, 26, 0, 255, 0)]
    [InlineData(ColorMatrix.Bt709, 32, 240, 118, 0, 0, 255)]
    [InlineData(ColorMatrix.Bt601Full, 76, 85, 255, 255, 0, 0)]
    [InlineData(ColorMatrix.Bt709Full, 182, 30, 12, 0, 255, 0)]
    [InlineData(ColorMatrix.Bt601, 16, 128, 128, 0, 0, 0)]
    public void Colours_come_out_as_the_standard_says(ColorMatrix matrix, byte y, byte u, byte v, float red, float green, float blue)
    {
        using var picture = TestPicture.Plain(64, 48, y, u, v);
        var tensor = new float[3 * 32 * 32];
        using var letterbox = new Letterbox(64, 48, 32, 32, Bgr);
        letterbox.Apply(picture.OfMatrix(matrix).ToPicture(), tensor);
        Assert.Equal(blue, tensor[0], 3.0f);
        Assert.Equal(green, tensor[1024], 3.0f);
        Assert.Equal(red, tensor[2048], 3.0f);
    }

    [Fact]
    public void The_picture_lies_top_left_and_the_rest_stays_filled()
    {
        using var picture = TestPicture.Plain(64, 32, 235, 128, 128);
        var tensor = new float[3 * 32 * 32];
        var input = Bgr with { Fill = 114 };
        Letterbox.Fill(tensor, input);
        using var letterbox = new Letterbox(64, 32, 32, 32, input);
        letterbox.Apply(picture.Frame.ToPicture(), tensor);
        Assert.Equal((32, 16), (letterbox.ScaledWidth, letterbox.ScaledHeight));
        Assert.All(tensor[..(16 * 32)], value => Assert.Equal(255, value, 1.0f));
        Assert.All(tensor[(16 * 32)..(32 * 32)], value => Assert.Equal(114, value));
    }

    [Fact]
    public void A_strong_reduction_takes_the_mean_instead_of_single_pixels()
    {
        using var picture = TestPicture.Plain(256, 256, 16, 128, 128);
        for (var i = 0; i < picture.Luma.Length; i += 2) picture.Luma[i] = 235; // stripes one pixel wide
        var tensor = new float[3 * 32 * 32];
        using var letterbox = new Letterbox(256, 256, 32, 32, Bgr);
        letterbox.Apply(picture.Frame.ToPicture(), tensor);
        Assert.All(tensor, value => Assert.Equal(127.5f, value, 2.0f));
    }

    [Fact]
    public void Preparing_a_frame_allocates_nothing()
    {
        using var picture = TestPicture.Noise(1280, 720, seed: 1);
        using var letterbox = new Letterbox(1280, 720, 640, 640, Bgr);
        var tensor = new float[3 * 640 * 640];
        var frame = picture.Frame.ToPicture();
        letterbox.Apply(frame, tensor);
        var before = GC.GetAllocatedBytesForCurrentThread();
        letterbox.Apply(frame, tensor);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void AssertSame(int width, int height, int targetWidth, int targetHeight, InputManifest input, int seed)
    {
        using var picture = TestPicture.Noise(width, height, seed, paddingBytes: 6);
        using var letterbox = new Letterbox(width, height, targetWidth, targetHeight, input);
        var (vectors, scalars) = (new float[3 * targetWidth * targetHeight], new float[3 * targetWidth * targetHeight]);
        letterbox.Apply(picture.Frame.ToPicture(), vectors);
        letterbox.ApplyScalar(picture.Frame.ToPicture(), scalars);
        Assert.Equal(scalars, vectors);
    }
}
