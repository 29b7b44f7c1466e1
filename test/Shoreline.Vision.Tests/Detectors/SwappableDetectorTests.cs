using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Core;
using Shoreline.Core.Naming;
using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Detectors;
using Shoreline.Vision.Models;
using Shoreline.Vision.Pipeline;
using Shoreline.Vision.Rules;

namespace Shoreline.Vision.Tests.Detectors;

public sealed class SwappableDetectorTests
{
    /// <summary>Frames that the old model has looked at, or begun to, when the sink asks for the new one: those in flight.</summary>
    private const int MostOnTheWay = 3;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_swap_under_a_running_file_loses_no_frame_and_each_record_names_the_model_that_looked()
    {
        using var detector = Open("yunet-n-320");
        var sink = new Swapping(detector, Resolve("yolox-nano"), atFrame: 20, waits: true);
        using var pipeline = new VisionPipeline(detector, [sink], new VisionPipelineOptions { Device = new DeviceName("gw-01") });
        await using var capture = TestCapture.Open("faces-walk-pause.mp4");
        await pipeline.RunAsync(capture, Cancelled);
        await sink.Swap!;

        Assert.Equal(Enumerable.Range(0, 82).Select(i => (long)i), sink.Records.Select(record => record.Frame.Index));
        var models = sink.Records.Select(record => record.Model.Name).ToList();
        var byTheOld = models.Count(name => name == "yunet-n-320");
        Assert.InRange(byTheOld, 21, 21 + MostOnTheWay);
        Assert.Equal(Enumerable.Repeat("yunet-n-320", byTheOld).Concat(Enumerable.Repeat("yolox-nano", 82 - byTheOld)), models);
        Assert.All(sink.Records, record => Assert.Equal(Resolve(record.Model.Name).Digest, record.Model.Digest));
        Assert.All(
            sink.Records,
            record => Assert.All(record.Detections, found => Assert.Contains(found.Label, Resolve(record.Model.Name).Manifest.Labels)));
        Assert.Equal(1, detector.Swaps);
    }

    [Fact]
    public async Task A_swap_under_a_live_camera_goes_on_with_every_frame_that_the_camera_delivers()
    {
        using var detector = Open("yunet-n-320");
        var sink = new Swapping(detector, Resolve("ultraface-rfb-320"), atFrame: 5, waits: false);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        sink.OnRecord = record =>
        {
            if (sink.Records.Count(each => each.Model.Name == "ultraface-rfb-320") == 10) stop.Cancel();
        };
        using var pipeline = new VisionPipeline(detector, [sink], new VisionPipelineOptions { Device = new DeviceName("gw-01") });
        var options = new CaptureOptions
        {
            Camera = new CameraName("c"),
            Source = "test://?fps=30",
            Pace = CapturePace.Live,
            Reconnect = false,
        };
        await using var capture = Capture.Open(options, NullLogger.Instance);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pipeline.RunAsync(capture, stop.Token));
        await sink.Swap!;

        Assert.Equal(pipeline.Counters.Analysed, sink.Records.Select(record => record.Frame.Index).Distinct().Count());
        Assert.Equal(sink.Records.Count, sink.Records.Select(record => record.Frame.Index).Distinct().Count());
        var counters = capture.Counters;
        // those on the way when it ended
        Assert.InRange(
            counters.Captured - counters.DroppedLate - counters.DroppedOverload - counters.DroppedBroken - sink.Records.Count, 0, 2);
        Assert.Equal(["yunet-n-320", "ultraface-rfb-320"], sink.Records.Select(record => record.Model.Name).Distinct());
    }

    [Fact]
    public async Task A_model_that_cannot_be_loaded_leaves_the_old_one_at_work()
    {
        using var folder = new ModelFolder("yunet-n-320", manifest => manifest["input"]!["width"] = 640);
        using var detector = Open("yunet-n-320");
        using var picture = TestPicture.Noise(320, 240, 1);
        var thrown = await Assert.ThrowsAsync<InvalidInputException>(() => detector.SwapAsync(folder.Resolve(), Cancelled));
        Assert.Contains("want an input of 1x3x320x320", thrown.Message, StringComparison.Ordinal);
        detector.Detect(picture.Frame, new DetectionList());
        Assert.Equal(("yunet-n-320", 0), (detector.ModelName, detector.Swaps));
    }

    [Fact]
    public async Task A_swap_that_no_frame_takes_is_cancelled_by_its_caller_and_by_the_end_of_the_detector()
    {
        using var stop = new CancellationTokenSource();
        var detector = Open("yunet-n-320");
        var first = detector.SwapAsync(Resolve("ultraface-rfb-320"), stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        var second = detector.SwapAsync(Resolve("ultraface-rfb-320"), Cancelled);
        detector.Dispose();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.Equal("yunet-n-320", detector.ModelName);
    }

    [Fact]
    public async Task Stages_go_by_the_new_model_from_its_first_frame_on()
    {
        using var detector = Open("yunet-n-320");
        var (stage, sink) = (new Following(), new Swapping(detector, Resolve("yolox-nano+movenet-lightning"), atFrame: 3, waits: true));
        using var pipeline = new VisionPipeline(
            detector, [sink], new VisionPipelineOptions { Device = new DeviceName("gw-01"), Stages = [stage], MaxFrames = 8 });
        await using var capture = TestCapture.Open("squats.mp4");
        await pipeline.RunAsync(capture, Cancelled);
        await sink.Swap!;
        var (frame, model) = Assert.Single(stage.Followed);
        Assert.Equal(sink.Records.First(record => record.Model.Name == "yolox-nano+movenet-lightning").Frame.Index, frame);
        Assert.Equal("yolox-nano+movenet-lightning", model);
    }

    [Fact]
    public void Rules_that_name_what_the_new_model_does_not_find_forbid_it()
    {
        using var scratch = new ScratchFolder();
        File.WriteAllText(scratch["rules.yaml"], "rules: [{ name: squats, label: person, pose: squat }]");
        var camera = new CameraName("c");
        CameraStages.CheckRules(camera, Resolve("yolox-nano+movenet-lightning"), scratch["rules.yaml"]);
        CameraStages.CheckRules(camera, Resolve("yunet-n-320"), null);
        var thrown = Assert.Throws<InvalidInputException>(
            () => CameraStages.CheckRules(camera, Resolve("yunet-n-320"), scratch["rules.yaml"]));
        Assert.Contains("'person'", thrown.Message, StringComparison.Ordinal);
    }

    private static Model Resolve(string model)
    {
        _ = TestAssets.Model("models.json");
        return ModelCatalog.Load().Resolve(model);
    }

    private static SwappableDetector Open(string model) => new(Resolve(model), each => each.Open());

    /// <summary>Begins a swap at a frame, and keeps the records.</summary>
    private sealed class Swapping(SwappableDetector detector, Model next, int atFrame, bool waits) : IVisionSink
    {
        public List<DetectionRecord> Records { get; } = [];

        public Task? Swap { get; private set; }

        public Action<DetectionRecord>? OnRecord { get; set; }

        public async ValueTask FrameAsync(AnalysedFrame frame, CancellationToken cancellationToken)
        {
            Assert.Null(DetectionRecord.TryParse(frame.Record.Span, out var record));
            Assert.Equal(frame.ModelName, record!.Model.Name);
            Records.Add(record);
            OnRecord?.Invoke(record);
            if (Records.Count != atFrame + 1) return;
            Swap = detector.SwapAsync(next, Cancelled);
            // A file's frames are soon over: the next one is held until the model is there, so that it is known which one that is.
            if (waits) await Until.TrueAsync(() => detector.HasOffer, "the model is ready");
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Following : IFrameStage
    {
        private long _last = -1;

        public List<(long BeforeFrame, string Model)> Followed { get; } = [];

        public void Process(in Frame frame, DetectionList detections, List<VisionEvent> events) => _last = frame.Index;

        public void Follow(Model model) => Followed.Add((_last + 1, model.Name));
    }
}
