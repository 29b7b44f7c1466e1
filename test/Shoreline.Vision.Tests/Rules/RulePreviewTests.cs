using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Core;
using Shoreline.Media;
using Shoreline.Vision.Rules;

namespace Shoreline.Vision.Tests.Rules;

public sealed class RulePreviewTests : IDisposable
{
    private const string Text = """
        size: 480x270
        zones: { floor: [[100, 150], [400, 150], [400, 269], [100, 269]] }
        masks: { wall: [[0, 0], [480, 0], [480, 40], [0, 40]] }
        lines: { aisle: { from: [80, 240], to: [260, 240] } }
        rules: [{ name: a, zone: floor }]
        """;

    private readonly ScratchFolder _scratch = new();

    [Theory]
    [InlineData("preview.png", "89504E470D0A1A0A")]
    [InlineData("preview.jpg", "FFD8FF")]
    public async Task Zones_are_drawn_on_the_first_picture_of_a_clip(string name, string magic)
    {
        await RulePreview.WriteAsync(RuleText.Parse(Text), null, FaceMedia.PathOf("worker-zone.mp4"), _scratch[name], TestContext.Current.CancellationToken);

        var bytes = await File.ReadAllBytesAsync(_scratch[name], TestContext.Current.CancellationToken);
        Assert.StartsWith(magic, Convert.ToHexString(bytes), StringComparison.Ordinal);
        Assert.Equal([_scratch[name]], Directory.EnumerateFiles(_scratch.Path));
        // The masked wall is darker in the preview than in the clip.
        Assert.True(await MeanOfTheWallAsync(_scratch[name]) < 0.85 * await MeanOfTheWallAsync(FaceMedia.PathOf("worker-zone.mp4")));
    }

    [Fact]
    public async Task Another_kind_of_file_is_refused()
    {
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => RulePreview.WriteAsync(
            RuleText.Parse(Text), null, FaceMedia.PathOf("worker-zone.mp4"), _scratch["preview.gif"], TestContext.Current.CancellationToken));
        Assert.Contains("give a name that ends in .jpg or .png", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _scratch.Dispose();

    private static async Task<double> MeanOfTheWallAsync(string source)
    {
        await using var capture = Capture.Open(new CaptureOptions { Camera = new("wall"), Source = source, Pace = CapturePace.Offline, Reconnect = false }, NullLogger.Instance);
        using var lease = await capture.ReadFrameAsync(TestContext.Current.CancellationToken);
        return Mean(lease!.Frame);
    }

    private static double Mean(in Frame frame)
    {
        long sum = 0;
        foreach (var value in frame.LumaBytes[..(frame.Stride * 30)]) sum += value;
        return sum / (double)(frame.Stride * 30);
    }
}
