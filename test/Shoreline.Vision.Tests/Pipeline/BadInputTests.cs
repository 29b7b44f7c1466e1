using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Core.Naming;
using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Detectors;
using Shoreline.Vision.Models;
using Shoreline.Vision.Motion;
using Shoreline.Vision.Overlay;
using Shoreline.Vision.Pipeline;
using Shoreline.Vision.Rules;
using Shoreline.Vision.Tests.Rules;
using Shoreline.Vision.Tracking;

namespace Shoreline.Vision.Tests.Pipeline;

/// <summary>What cameras and models should not do, through the whole pipeline: tracker, rules, record and overlay.</summary>
public sealed class BadInputTests(ITestOutputHelper output)
{
    private const string Everything = """
        zones: { left: [[0, 0], [0.5, 0], [0.5, 1], [0, 1]] }
        masks: { tv: [[0.9, 0.9], [1, 0.9], [1, 1]] }
        lines: { door: { from: [0.2, 0.5], to: [0.8, 0.5] } }
        rules:
          - { name: a, zone: left, dwell: 1h }
          - { name: b, line: door }
          - { name: c, count: left }
          - { name: d, occupancy: left, atLeast: 1 }
          - { name: e, when: { any: [{ zone: left }, { angle: torso, above: 170 }] } }
        """;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Frames_that_change_size_and_format_in_the_stream_are_all_analysed()
    {
        const string Source =
            "pipeline:videotestsrc num-buffers=4 ! video/x-raw,format=NV12,width=640,height=320,framerate=10/1 ! c. "
            + "videotestsrc num-buffers=4 ! video/x-raw,format=I420,width=641,height=479,framerate=10/1 ! c. "
            + "videotestsrc num-buffers=4 ! video/x-raw,format=NV12,width=320,height=240,framerate=10/1 ! c. concat name=c ! queue";
        _ = TestAssets.Model("models.json");
        using var detector = ModelCatalog.Load().Resolve("yunet-n-dynamic").Open();
        var seen = new Seen();
        await RunAsync(Source, detector, seen, new MotionGate(new MotionOptions()));
        Assert.Equal(12, seen.Records.Count);
        Assert.Equal([(640, 320), (641, 479), (320, 240)], seen.Records.Select(record => (record.Frame.Width, record.Frame.Height)).Distinct());
        Assert.Equal(Enumerable.Range(0, 12).Select(i => (long)i), seen.Records.Select(record => record.Frame.Index));
    }

    [Fact]
    public async Task Boxes_that_are_none_get_no_track_and_no_event_and_the_sound_one_gets_its_own()
    {
        Detection[] boxes =
        [
            Box(float.NaN, 0.1f, 0.1f, 0.1f), Box(0.1f, float.PositiveInfinity, 0.1f, 0.1f), Box(0.1f, 0.1f, float.NaN, 0.1f), Box(0.1f, 0.1f, 0.1f, float.NegativeInfinity),
            Box(0.1f, 0.1f, 0, 0), Box(0.1f, 0.1f, 0, 0.2f), Box(0.1f, 0.1f, -0.1f, -0.1f), Box(-1e30f, -1e30f, 1e30f, 1e30f), Box(float.MinValue, 0, float.MaxValue, 1),
            Box(0.2f, 0.3f, 0.1f, 0.3f),
        ];
        var seen = new Seen();
        await RunAsync("test://?fps=10&width=320&height=240", new Fixed(boxes), seen, gate: null, frames: 20);
        Assert.Equal(20, seen.Records.Count);
        Assert.All(seen.Records, record => Assert.Equal(1, Assert.Single(record.Detections, found => found.Track > 0).Track)); // the sound one
        Assert.Equal(0.2f, Assert.Single(seen.Events, happened => happened.Rule == "a").Box!.Value.X);
        Assert.Single(seen.Events, happened => happened.Type == VisionEventType.TrackBegin);
    }

    [Fact]
    public async Task Ten_thousand_objects_in_a_frame_take_bounded_time()
    {
        var random = new Random(1);
        var crowd = Enumerable.Range(0, 10_000)
            .Select(i => Box(random.NextSingle() * 0.9f, random.NextSingle() * 0.9f, 0.05f, 0.05f) with { Score = 0.61f + (random.NextSingle() * 0.3f) }).ToArray();
        var seen = new Seen();
        var times = new StageClock();
        await RunAsync("test://?fps=10&width=640&height=360", new Fixed(crowd), seen, gate: null, frames: 4, times);
        Assert.Equal(4, seen.Records.Count);
        Assert.All(seen.Records, record => Assert.Equal(10_000, record.Detections.Count));
        Assert.Equal(512, seen.Records[^1].Detections.Count(found => found.Track > 0));
        output.WriteLine(times.ToString());
        Assert.True(times.Slowest < TimeSpan.FromSeconds(5), times.ToString()); // a frame that is not of this world must not stop the camera
    }

    [Fact]
    public async Task A_model_that_fails_on_a_frame_ends_one_run_and_the_next_goes_on_with_the_same_capture()
    {
        using var detector = new Failing(2, 12); // further apart than frames are in flight: those behind the first failure are lost with its run
        var seen = new Seen();
        await using var capture = Open("test://?fps=30&width=320&height=240");
        using var pipeline = new VisionPipeline(detector, [seen], new VisionPipelineOptions { Device = new DeviceName("gw-01"), MaxFrames = 20 });
        for (var failures = 0; failures < 2; failures++)
        {
            var thrown = await Assert.ThrowsAnyAsync<Exception>(() => pipeline.RunAsync(capture, Cancelled));
            Assert.Contains("does not like this picture", thrown.ToString(), StringComparison.Ordinal);
        }
        await pipeline.RunAsync(capture, Cancelled);
        Assert.Equal((20L, 20), (pipeline.Counters.Analysed, seen.Records.Count));
        Assert.Equal(seen.Records.Select(record => record.Frame.Index).Order(), seen.Records.Select(record => record.Frame.Index));
    }

    [Fact]
    public async Task A_pipeline_whose_model_fails_does_not_touch_another()
    {
        using var failing = new Failing(0);
        var (bad, good) = (new Seen(), new Seen());
        var failed = RunAsync("test://?fps=30&width=320&height=240", failing, bad, gate: null, frames: 10);
        await RunAsync("test://?fps=30&width=320&height=240", new Fixed([Box(0.2f, 0.3f, 0.1f, 0.3f)]), good, gate: null, frames: 10);
        await Assert.ThrowsAnyAsync<Exception>(() => failed);
        Assert.Empty(bad.Records);
        Assert.Equal(10, good.Records.Count);
    }

    [Theory]
    [InlineData(1 / 60.0)]
    [InlineData(240)]
    public void Rules_tracks_and_gate_live_by_the_frames_times_at_any_rate(double perSecond)
    {
        var (camera, device) = (new CameraName("line-1"), new DeviceName("gw-01"));
        var source = new EventSource(device, camera);
        var tracker = new TrackingStage(new TrackerOptions(), source);
        var rules = RuleText.Engine("rules: [{ name: a, zone: picture, dwell: 10m }]", isTracked: true);
        var gate = new MotionGate(new MotionOptions());
        using var picture = TestPicture.Plain(320, 240, 100, 128, 128);
        var (found, events, all, passed) = (new DetectionList(), new List<VisionEvent>(), new List<VisionEvent>(), 0);
        var frames = (int)(perSecond * 20 * 60); // twenty minutes
        for (var i = 0; i < frames; i++)
        {
            var ns = (long)(i / perSecond * 1e9);
            var frame = picture.Frame with { Index = i, PtsNs = ns, CapturedAtNs = ns };
            events.Clear();
            found.Clear();
            found.Add(Box(0.2f, 0.3f, 0.1f, 0.3f), []);
            if (gate.Passes(frame))
            {
                passed++;
                tracker.Process(frame, found, events);
                rules.Process(frame, found, events);
            }
            else
            {
                tracker.Quiet(frame, events);
                rules.Quiet(frame, events);
            }
            all.AddRange(events);
        }
        if (perSecond < 1)
        {
            // A minute apart, nobody is told to be the same: each look is an object of its own, and none stays ten minutes.
            Assert.Equal(frames, passed);
            Assert.DoesNotContain(all, happened => happened.Type == VisionEventType.ZoneDwell);
            return;
        }
        Assert.InRange(passed, 240 * 2, (240 * 2) + 1 + (20 * 6)); // the beginning, and a look in ten seconds
        Assert.Equal(600, Assert.Single(all, happened => happened.Type == VisionEventType.ZoneDwell).Value!.Value, 0.1);
        Assert.Single(all, happened => happened.Type == VisionEventType.TrackBegin);
        Assert.DoesNotContain(all, happened => happened.Type is VisionEventType.TrackEnd or VisionEventType.ZoneLeave);
    }

    private static Detection Box(float x, float y, float width, float height) => new("person", 0.9f, new Box(x, y, width, height));

    private static Capture Open(string source) => Capture.Open(
        new CaptureOptions { Camera = new CameraName("line-1"), Source = source, Pace = CapturePace.Offline, Reconnect = false, StallTimeout = TimeSpan.FromMinutes(10) },
        NullLogger.Instance);

    private static async Task RunAsync(string source, IDetector detector, Seen seen, MotionGate? gate, long frames = long.MaxValue, StageClock? clock = null)
    {
        var events = new EventSource(new DeviceName("gw-01"), new CameraName("line-1"));
        var rules = RuleText.Engine(Everything, isTracked: true);
        using var painter = new OverlayPainter();
        seen.Painter = painter;
        seen.Clock = clock;
        IFrameStage[] stages = [new TrackingStage(new TrackerOptions(), events), rules];
        if (clock is not null) stages = [.. stages.Select(stage => new Timed(stage, clock))];
        await using var capture = Open(source);
        using var pipeline = new VisionPipeline(
            detector, [seen], new VisionPipelineOptions { Device = new DeviceName("gw-01"), Gate = gate, Stages = stages, MaxFrames = frames });
        await pipeline.RunAsync(capture, Cancelled);
    }

    /// <summary>Finds the same in every frame.</summary>
    private sealed class Fixed(Detection[] found) : IDetector
    {
        public string ModelName => "fixed";

        public string? ModelDigest => null;

        public StageTimes LastTimes => default;

        public void Detect(in Frame frame, DetectionList into)
        {
            into.Clear();
            foreach (var detection in found) into.Add(detection, []);
        }

        public void Dispose()
        {
        }
    }

    /// <summary>Fails on some frames, with whatever a native library may come up with.</summary>
    private sealed class Failing(params long[] calls) : IDetector
    {
        private long _calls;

        public string ModelName => "failing";

        public string? ModelDigest => null;

        public StageTimes LastTimes => default;

        public void Detect(in Frame frame, DetectionList into)
        {
            into.Clear();
            if (calls.Contains(_calls++)) throw new InvalidOperationException("The model does not like this picture.");
        }

        public void Dispose()
        {
        }
    }

    private sealed class Seen : IVisionSink
    {
        public OverlayPainter? Painter { get; set; }

        public StageClock? Clock { get; set; }

        public List<DetectionRecord> Records { get; } = [];

        public List<VisionEvent> Events { get; } = [];

        public ValueTask FrameAsync(AnalysedFrame frame, CancellationToken cancellationToken)
        {
            var began = Stopwatch.GetTimestamp();
            Painter?.Paint(frame.Frame, frame.Detections);
            Clock?.Add("overlay", Stopwatch.GetElapsedTime(began));
            Assert.Null(DetectionRecord.TryParse(frame.Record.Span, out var record));
            Records.Add(record!);
            return ValueTask.CompletedTask;
        }

        public ValueTask EventsAsync(IReadOnlyList<VisionEvent> events, CancellationToken cancellationToken)
        {
            Events.AddRange(events);
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Timed(IFrameStage stage, StageClock clock) : IFrameStage
    {
        public void Process(in Frame frame, DetectionList detections, List<VisionEvent> events)
        {
            var began = Stopwatch.GetTimestamp();
            stage.Process(frame, detections, events);
            clock.Add(stage.GetType().Name, Stopwatch.GetElapsedTime(began));
        }
    }

    private sealed class StageClock
    {
        private readonly Dictionary<string, TimeSpan> _slowest = [];

        public TimeSpan Slowest => _slowest.Values.Max();

        public void Add(string stage, TimeSpan time) => _slowest[stage] = time > _slowest.GetValueOrDefault(stage) ? time : _slowest[stage];

        public override string ToString() => string.Join(", ", _slowest.Select(entry => FormattableString.Invariant($"{entry.Key} {entry.Value.TotalMilliseconds:F1} ms")));
    }
}
