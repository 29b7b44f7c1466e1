using Shoreline.Core.Naming;
using Shoreline.Vision.Models;
using Shoreline.Vision.Pipeline;

namespace Shoreline.Vision.Tests.Pipeline;

/// <summary>However many lanes and threads there are, a clip gives the same records.</summary>
public sealed class SameResultsTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    [Theory]
    [InlineData("yunet-2023mar", "faces-walk-pause.mp4", 82)]
    [InlineData("yolox-nano+movenet-lightning", "squats.mp4", 60)]
    public async Task A_clip_gives_the_same_records_and_events_whatever_the_number_of_lanes(string model, string clip, int frames)
    {
        var serial = await RunAsync(model, clip, frames, lanes: 1);
        Assert.Equal(frames, serial.Records.Split('\n').Length - 1);
        Assert.NotEmpty(serial.Events);
        Assert.Equal(serial, await RunAsync(model, clip, frames, lanes: 2));
        Assert.Equal(serial, await RunAsync(model, clip, frames, lanes: 4));
    }

    public void Dispose() => _scratch.Dispose();

    private async Task<(string Records, string Events)> RunAsync(string model, string clip, int frames, int lanes)
    {
        _ = TestAssets.Model("models.json");
        var stopping = TestContext.Current.CancellationToken;
        var (records, events) = (_scratch[$"records-{lanes}"], _scratch[$"events-{lanes}"]);
        var options = new VisionRunOptions
        {
            Source = FaceMedia.PathOf(clip),
            Model = model,
            Device = new DeviceName("gw-01"),
            JsonPath = records,
            EventsPath = events,
            Track = true,
            MaxFrames = frames,
            Lanes = lanes,
        };
        await new VisionRun(options, ModelCatalog.Load(), time: new StoppedClock()).RunAsync(null, null, stopping);
        return (await File.ReadAllTextAsync(records, stopping), WithoutIds(await File.ReadAllLinesAsync(events, stopping)));
    }

    /// <summary>Events have ids of their own in each run.</summary>
    private static string WithoutIds(string[] lines) =>
        string.Join('\n', lines.Select(line => System.Text.RegularExpressions.Regex.Replace(line, "\"id\":\"[^\"]*\"", "")));

    /// <summary>Frames of a clip are stamped with when its run began.</summary>
    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch;
    }
}
