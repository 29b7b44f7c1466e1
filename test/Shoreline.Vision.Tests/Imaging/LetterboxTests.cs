using System.Runtime.InteropServices;
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

    /// <summary>Every layout and element type that a manifest can ask for.</summary>
    private static readonly InputManifest[] Layouts =
    [
        .. from layout in Enum.GetValues<TensorLayout>()
           from type in Enum.GetValues<InputType>()
           select new InputManifest { Name = "input", Color = ChannelOrder.Rgb, Layout = layout, Type = type, Fit = Fit.Centre, Fill = 114 },
    ];

    [Theory]
    [InlineData(1280, 720, 640, 640)] // exactly half
    [InlineData(640, 480, 640, 640)] // as it is
    [InlineData(1920, 1080, 640, 640)] // a third: means
    [InlineData(480, 270, 640, 640)] // enlarged
    [InlineData(1049, 861, 640, 640)] // odd sides
    [InlineData(720, 1280, 320, 320)] // portrait, a quarter
    [InlineData(1280, 720, 320, 240)] // a quarter: pairs of chroma halved
    [InlineData(33, 17, 32, 32)]
    [InlineData(2, 2, 64, 32)]
    [InlineData(1, 1, 16, 16)]
    public void Vectors_and_scalars_agree_to_the_last_bit(int width, int height, int targetWidth, int targetHeight)
    {
        AssertSame(width, height, Crop.Whole(width, height), targetWidth, targetHeight, Bgr, seed: width);
        AssertSame(width, height, Crop.Whole(width, height), targetWidth, targetHeight, Normalized, seed: height);
        foreach (var input in Layouts) AssertSame(width, height, Crop.Whole(width, height), targetWidth, targetHeight, input, seed: height);
    }

    [Fact]
    public void Vectors_and_scalars_agree_for_any_size_and_any_crop() =>
        Prop.ForAll<PositiveInt, PositiveInt, int>((width, height, place) =>
        {
            var (w, h) = (1 + (width.Get * 7 % 200), 1 + (height.Get * 11 % 200));
            var crop = new Crop(place * 13 % 250, place * 17 % 190, 1 + (width.Get * 31 % 300), 1 + (height.Get * 29 % 300));
            foreach (var input in Layouts) AssertSame(w, h, crop, 96, 64, input, width.Get);
            AssertSame(w, h, crop, 96, 64, Normalized with { Fit = Fit.Stretch }, width.Get);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Planes_of_chroma_give_what_chroma_in_turns_gives() =>
        Prop.ForAll<PositiveInt, PositiveInt>((width, height) =>
        {
            var (w, h) = (1 + (width.Get * 7 % 300), 1 + (height.Get * 11 % 200));
            using var picture = TestPicture.Noise(w, h, width.Get, paddingBytes: 6);
            using var planar = new PlanarCopy(picture);
            using var letterbox = new Letterbox(Normalized, 96, 64);
            using var other = new Letterbox(Normalized, 96, 64);
            using var scalar = new Letterbox(Normalized, 96, 64);
            var (fromTurns, fromPlanes, fromScalars) = (new byte[3 * 96 * 64 * 4], new byte[3 * 96 * 64 * 4], new byte[3 * 96 * 64 * 4]);
            letterbox.Apply(picture.Frame.ToPicture(), Crop.Whole(w, h), fromTurns);
            other.Apply(planar.Picture, Crop.Whole(w, h), fromPlanes);
            scalar.ApplyScalar(planar.Picture, Crop.Whole(w, h), fromScalars);
            Assert.Equal(fromTurns, fromPlanes);
            Assert.Equal(fromTurns, fromScalars);
        }).QuickCheckThrowOnFailure();

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
        using var letterbox = new Letterbox(Bgr, 32, 32);
        var tensor = Paint(letterbox, picture.OfMatrix(matrix), Crop.Whole(64, 48));
        Assert.Equal(blue, tensor[0], 3.0f);
        Assert.Equal(green, tensor[1024], 3.0f);
        Assert.Equal(red, tensor[2048], 3.0f);
    }

    [Fact]
    public void Interleaved_whole_numbers_hold_the_channels_of_a_pixel_beside_each_other()
    {
        using var picture = TestPicture.Plain(192, 192, 81, 90, 240); // red
        foreach (var (type, bytes) in new[] { (InputType.Int32, 4), (InputType.UInt8, 1) })
        {
            var tensor = new byte[192 * 192 * 3 * bytes];
            using var letterbox = new Letterbox(Bgr with { Color = ChannelOrder.Rgb, Layout = TensorLayout.Nhwc, Type = type }, 192, 192);
            letterbox.Apply(picture.Frame.ToPicture(), Crop.Whole(192, 192), tensor);
            var values = type == InputType.UInt8
                ? Array.ConvertAll(tensor, value => (int)value)
                : MemoryMarshal.Cast<byte, int>(tensor).ToArray();
            Assert.All(values.Chunk(3), pixel => Assert.True(pixel is [>= 252 and <= 255, <= 3, <= 3], string.Join(' ', pixel)));
        }
    }

    [Theory]
    [InlineData(Fit.TopLeft, 0, 16)]
    [InlineData(Fit.Centre, 8, 24)]
    [InlineData(Fit.Stretch, 0, 32)]
    public void The_picture_lies_where_the_manifest_says_and_the_rest_is_filled(Fit fit, int from, int to)
    {
        using var picture = TestPicture.Plain(64, 32, 235, 128, 128);
        using var letterbox = new Letterbox(Bgr with { Fill = 114, Fit = fit }, 32, 32);
        var tensor = Paint(letterbox, picture.Frame, Crop.Whole(64, 32));
        Assert.Equal((from, to), letterbox.Placement.Rows);
        Assert.All(tensor[(from * 32)..(to * 32)], value => Assert.Equal(255, value, 1.0f));
        Assert.All(tensor[..(from * 32)].Concat(tensor[(to * 32)..1024]), value => Assert.Equal(114, value));
    }

    [Fact]
    public void A_crop_beyond_the_picture_is_filled_there_and_a_later_one_leaves_nothing_of_it()
    {
        using var picture = TestPicture.Plain(64, 64, 235, 128, 128);
        using var letterbox = new Letterbox(Bgr with { Fill = 114 }, 32, 32);
        var corner = Paint(letterbox, picture.Frame, new Crop(-32, -32, 64, 64));
        Assert.Equal(((16, 32), (16, 32)), (letterbox.Placement.Columns, letterbox.Placement.Rows));
        for (var i = 0; i < 1024; i++) Assert.Equal(i / 32 >= 16 && i % 32 >= 16 ? 255 : 114, corner[i], 1.0f);

        var nothing = Paint(letterbox, picture.Frame, new Crop(64, 64, 64, 64));
        Assert.All(nothing, value => Assert.Equal(114, value));
        var other = Paint(letterbox, picture.Frame, new Crop(32, 32, 64, 64));
        for (var i = 0; i < 1024; i++) Assert.Equal(i / 32 < 16 && i % 32 < 16 ? 255 : 114, other[i], 1.0f);
    }

    [Fact]
    public void A_place_in_the_tensor_is_found_again_in_the_picture()
    {
        var placement = Placement.Create(new Crop(-20, 40, 200, 100), 400, 300, 100, 100, Fit.Centre);
        Assert.Equal((25, 50), (placement.Top, placement.Height));
        Assert.Equal((-20f / 400, 40f / 300), placement.ToPicture(0, 25));
        Assert.Equal((180f / 400, 140f / 300), placement.ToPicture(100, 75));
        Assert.Equal(((10, 100), (25, 75)), (placement.Columns, placement.Rows));
    }

    [Fact]
    public void A_crop_shows_what_the_picture_cut_to_it_would()
    {
        using var picture = TestPicture.Noise(200, 160, seed: 3);
        using var cut = new TestPicture(64, 64);
        for (var y = 0; y < 64; y++) picture.Luma.Slice(((y + 40) * picture.Stride) + 100, 64).CopyTo(cut.Luma[(y * cut.Stride)..]);
        for (var y = 0; y < 32; y++) picture.Chroma.Slice(((y + 20) * picture.Stride) + 100, 64).CopyTo(cut.Chroma[(y * cut.Stride)..]);
        using var one = new Letterbox(Bgr, 32, 32);
        using var other = new Letterbox(Bgr, 32, 32);
        Assert.Equal(Paint(one, cut.Frame, Crop.Whole(64, 64)), Paint(other, picture.Frame, new Crop(100, 40, 64, 64)));
    }

    [Fact]
    public void A_strong_reduction_takes_the_mean_instead_of_single_pixels()
    {
        using var picture = TestPicture.Plain(256, 256, 16, 128, 128);
        for (var i = 0; i < picture.Luma.Length; i += 2) picture.Luma[i] = 235; // stripes one pixel wide
        using var letterbox = new Letterbox(Bgr, 32, 32);
        Assert.All(Paint(letterbox, picture.Frame, Crop.Whole(256, 256)), value => Assert.Equal(127.5f, value, 2.0f));
    }

    [Fact]
    public void Preparing_one_crop_after_another_allocates_nothing_once_such_crops_were_seen()
    {
        using var picture = TestPicture.Noise(1280, 720, seed: 1);
        using var letterbox = new Letterbox(Bgr with { Layout = TensorLayout.Nhwc, Type = InputType.Int32 }, 192, 192);
        var tensor = new byte[3 * 192 * 192 * 4];
        var frame = picture.Frame.ToPicture();
        void Look(int i) => letterbox.Apply(frame, new Crop((40 * i) - 100, (20 * i) - 100, 100 + (30 * i), 100 + (30 * i)), tensor);
        letterbox.Apply(frame, Crop.Whole(1280, 720), tensor);
        for (var i = 0; i < 20; i++) Look(i); // the line and the tables grow to the largest
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++) Look(i);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static float[] Paint(Letterbox letterbox, in Frame frame, Crop crop)
    {
        var tensor = new float[3 * letterbox.TargetWidth * letterbox.TargetHeight];
        letterbox.Apply(frame.ToPicture(), crop, MemoryMarshal.AsBytes(tensor.AsSpan()));
        return tensor;
    }

    private static void AssertSame(int width, int height, Crop crop, int targetWidth, int targetHeight, InputManifest input, int seed)
    {
        using var picture = TestPicture.Noise(width, height, seed, paddingBytes: 6);
        using var letterbox = new Letterbox(input, targetWidth, targetHeight);
        using var oracle = new Letterbox(input, targetWidth, targetHeight);
        var bytes = 3 * targetWidth * targetHeight * (input.Type == InputType.UInt8 ? 1 : 4);
        var (vectors, scalars) = (new byte[bytes], new byte[bytes]);
        letterbox.Apply(picture.Frame.ToPicture(), crop, vectors);
        oracle.ApplyScalar(picture.Frame.ToPicture(), crop, scalars);
        Assert.Equal(scalars, vectors);
    }
}
