using Shoreline.Core;
using Shoreline.Edge.Cameras;
using Shoreline.Edge.Tests.StreamManager;
using Shoreline.Greengrass.StreamManager.Definitions;
using Shoreline.Sdk;
using Shoreline.Vision.Models;

namespace Shoreline.Edge.Tests.Cameras;

/// <summary>Cameras of one process, on sources that GStreamer draws.</summary>
public sealed class CameraWorkerTests : IAsyncLifetime
{
    private readonly ScratchFolder _folder = new();
    private readonly TextLog _log = new();
    private ServedStore _served = null!;
    private StreamManagerClient _client = null!;
    private BufferedAppender _appender = null!;

    private static string Moving => "test://?fps=15&width=320&height=240&pattern=ball";

    public async ValueTask InitializeAsync()
    {
        _ = TestAssets.Model("models.json");
        _served = await ServedStore.StartAsync();
        _client = await _served.ConnectAsync();
        await _client.CreateMessageStreamAsync(new MessageStreamDefinition { Name = "detections", StrategyOnFull = StrategyOnFull.OverwriteOldestData }, Cancelled);
        _appender = new BufferedAppender(_client, "detections");
    }

    public async ValueTask DisposeAsync()
    {
        await _appender.DisposeAsync();
        await _client.DisposeAsync();
        await _served.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_model_that_fails_on_frames_costs_those_frames_and_neither_the_recording_nor_another_camera()
    {
        // Its network takes pictures of two by one only: those of the second part fail.
        var manifest = await File.ReadAllTextAsync(Path.Combine(Assets.FindHome()!, "models", "yunet-n-dynamic", ModelManifest.FileName), Cancelled);
        await File.WriteAllTextAsync(
            _folder[ModelManifest.FileName],
            manifest.Replace("\"longSide\": 640", "\"longSide\": 64", StringComparison.Ordinal).Replace("\"multipleOf\": 32", "\"multipleOf\": 1", StringComparison.Ordinal), Cancelled);
        const string Sizes =
            "pipeline:videotestsrc is-live=true pattern=ball num-buffers=30 ! video/x-raw,width=320,height=160,framerate=15/1 ! c. "
            + "videotestsrc is-live=true pattern=ball num-buffers=30 ! video/x-raw,width=320,height=240,framerate=15/1 ! c. "
            + "videotestsrc is-live=true pattern=ball num-buffers=45 ! video/x-raw,width=320,height=160,framerate=15/1 ! c. concat name=c ! queue";
        var (failing, other) = (Worker("failing", Sizes, _folder.Path), Worker("other", Moving, "yunet-n-320"));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var others = other.RunAsync(stop.Token);
        var failings = failing.RunAsync(stop.Token);
        await Until.TrueAsync(() => failing.Status.LastError is not null, "the model to fail");
        var (analysed, beside) = (failing.Status.Analysed, other.Status.Analysed);
        Assert.Contains("The model 'yunet-n-dynamic' failed on an input of 64x48", failing.Status.LastError, StringComparison.Ordinal);
        Assert.True(failing.Status.Dropped["unfinished"] > 0);
        await Until.TrueAsync(() => failing.Status.State == "ended", "the source to end", TimeSpan.FromMinutes(1));
        await Until.TrueAsync(() => other.Status.Analysed > beside + 20, "the other camera to go on");
        await failings;

        var status = failing.Status;
        Assert.True(status.Analysed > analysed, "no frame was analysed after the model had failed");
        Assert.Equal(105, status.Captured);
        Assert.Equal(status.Captured, status.Analysed + status.Dropped.Values.Sum());
        Assert.Equal("live", other.Status.State);
        Assert.Null(other.Status.LastError);
        Assert.DoesNotContain("unfinished", other.Status.Dropped.Keys);
        Assert.Single(_log.Lines, line => line.Contains("the analysis failed", StringComparison.Ordinal)); // a line a minute
        await stop.CancelAsync();
        await others;
    }

    [Fact]
    public async Task Frames_in_which_nothing_moves_are_held_back_and_counted_and_the_latest_picture_goes_on()
    {
        var (still, whole) = (Worker("still", "test://?fps=15&width=320&height=240&pattern=smpte75", "yunet-n-320"), Worker(
            "whole", "test://?fps=15&width=320&height=240&pattern=smpte75", "yunet-n-320", motion: false));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        Task[] running = [still.RunAsync(stop.Token), whole.RunAsync(stop.Token)];
        await Until.TrueAsync(() => still.Status.Dropped.GetValueOrDefault("still") > 20, "frames to be held back");
        var analysed = still.Status.Analysed;
        var picture = new FileInfo(EdgePaths.LatestPicture(_folder["live"], "still"));
        var written = picture.LastWriteTimeUtc;
        await Until.TrueAsync(
            () =>
            {
                picture.Refresh();
                return picture.LastWriteTimeUtc > written;
            },
            "the latest picture to be replaced");
        await stop.CancelAsync();
        await Task.WhenAll(running);
        Assert.InRange(still.Status.Analysed, analysed, analysed + 1); // a look at most
        Assert.False(whole.Status.Dropped.ContainsKey("still"));
        Assert.Equal(still.Status.Captured, still.Status.Analysed + still.Status.Dropped.Values.Sum());
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private CameraWorker Worker(string name, string source, string model, bool motion = true)
    {
        var task = new CameraTask { Name = name, Source = source, Model = model, Record = false, Faces = false, Motion = new() { IsOn = motion } };
        var config = new CameraComponentConfig { Device = "gw-01", LiveFolder = _folder["live"], Cameras = [task] };
        return new CameraWorker(task, config, new CameraStreams("gw-01", _appender, _appender, _appender, _appender, _appender, _appender), _client, ModelCatalog.Load(), _log, TimeProvider.System);
    }
}
