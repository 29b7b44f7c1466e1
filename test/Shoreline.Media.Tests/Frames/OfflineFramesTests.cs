using System.Text.Json;

namespace Shoreline.Media.Tests.Frames;

public sealed class OfflineFramesTests
{
    public static TheoryData<string> Clips =>
    [
        "faces-walk-pause.mp4", "faces-head-pose.mp4", "worker-zone.mp4", "person-at-table.mp4", "sign-language.mp4", "squats.mp4",
        "interview-720p.mp4", "bottles.mp4",
    ];

    [Theory]
    [MemberData(nameof(Clips))]
    public async Task Every_frame_of_a_clip_is_delivered_in_order(string clip)
    {
        using var facts = JsonDocument.Parse(await File.ReadAllTextAsync(TestAssets.Media("media.json"), TestContext.Current.CancellationToken));
        var expected = facts.RootElement.GetProperty("media").EnumerateArray().Single(entry => entry.GetProperty("file").GetString() == clip);

        var frames = await Captures.ReadAllAsync(Captures.Offline(TestAssets.Media(clip)));

        Assert.Equal(expected.GetProperty("frames").GetInt32(), frames.Count);
        Assert.All(frames, frame => Assert.Equal((expected.GetProperty("width").GetInt32(), expected.GetProperty("height").GetInt32()), (frame.Width, frame.Height)));
        Assert.Equal(Enumerable.Range(0, frames.Count).Select(index => (long)index), frames.Select(frame => frame.Index));
        Assert.Equal(frames.Select(frame => frame.PtsNs).Order(), frames.Select(frame => frame.PtsNs));
        Assert.All(frames, frame => Assert.True(frame.Stride >= frame.Width && frame.ChromaStride >= (frame.ChromaV == 0 ? frame.Width : frame.Width / 2)));
    }
}
