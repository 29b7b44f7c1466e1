using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Core;
using Shoreline.Core.Naming;
using Shoreline.Media;
using Shoreline.Vision.Detectors;
using Shoreline.Vision.Pipeline;

namespace Shoreline.Vision.Tests.Pipeline;

/// <summary>Frames that several lanes look at side by side.</summary>
public sealed class LaneTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sinks_see_the_frames_in_order_though_a_lane_takes_long()
    {
        using var others = new CountdownEvent(3);
        void OnFrame(long index) // the first frame is done after the three behind it
        {
            if (index == 0) Assert.True(others.Wait(Patience));
            else if (index <= 3) others.Signal();
        }
        var sink = new RecordingSink();
        await RunAsync(sink, frames: 20, lanes: 2, OnFrame);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (long)i), sink.Indices);
        Assert.Equal(sink.Indices, sink.Found);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Each_lane_looks_at_frames_at_the_same_time(int lanes)
    {
        using var together = new Barrier(lanes);
        var sink = new RecordingSink();
        await RunAsync(sink, frames: 4 * lanes, lanes, _ => Assert.True(together.SignalAndWait(Patience)));
        Assert.Equal(4 * lanes, sink.Indices.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_detector_that_fails_ends_the_run_behind_the_frames_before_and_names_its_frame(int lanes)
    {
        var sink = new RecordingSink();
        var thrown = await Assert.ThrowsAsync<FrameFailedException>(() => RunAsync(
            sink, frames: 30, lanes, index => _ = index == 7 ? throw new InvalidInputException("The model is ill.") : 0));
        Assert.Equal("Frame 7 of the camera 'clip', at 0.233 s, could not be analysed: The model is ill.", thrown.Message);
        Assert.Equal((7L, "clip"), (thrown.Index, thrown.Camera.Value));
        Assert.Equal(Enumerable.Range(0, 7).Select(i => (long)i), sink.Indices);
    }

    [Fact]
    public async Task A_fault_of_our_own_is_told_as_one()
    {
        static void Fail(long index) => _ = index == 1 ? throw new InvalidOperationException("Oh.") : 0;
        var thrown = await Assert.ThrowsAsync<FrameFailedException>(() => RunAsync(new RecordingSink(), frames: 3, lanes: 2, Fail));
        Assert.EndsWith("our own code failed: InvalidOperationException: Oh.", thrown.Message, StringComparison.Ordinal);
        Assert.IsType<InvalidOperationException>(thrown.InnerException);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task The_limit_of_frames_is_exact(int lanes)
    {
        var (sink, looked) = (new RecordingSink(), 0);
        await RunAsync(sink, frames: 30, lanes, _ => Interlocked.Increment(ref looked), most: 11);
        Assert.Equal((11, 11), (sink.Indices.Count, looked));
    }

    [Fact]
    public async Task Frames_that_a_gate_holds_back_keep_their_place()
    {
        var sink = new RecordingSink();
        var counters = await RunAsync(sink, frames: 30, lanes: 3, gate: new EveryThird());
        Assert.Equal(Enumerable.Range(0, 10).Select(i => 3L * i), sink.Indices);
        Assert.Equal((10L, 20L), (counters.Analysed, counters.HeldBack));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_sink_that_fails_ends_the_run_with_what_it_threw(int lanes)
    {
        var sink = new RecordingSink(index => _ = index == 5 ? throw new IOException("The disk is full.") : 0);
        Assert.Equal("The disk is full.", (await Assert.ThrowsAsync<IOException>(() => RunAsync(sink, frames: 30, lanes))).Message);
        Assert.Equal(6, sink.Indices.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_run_that_is_told_to_stop_stops_between_two_frames(int lanes)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var sink = new RecordingSink(index =>
        {
            if (index == 9) stop.Cancel();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(sink, frames: 3000, lanes, stopping: stop.Token));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (long)i), sink.Indices);
    }

    [Fact]
    public async Task A_source_that_fails_is_told_behind_its_last_frame()
    {
        using var scratch = new ScratchFolder();
        var cut = scratch["cut.mp4"];
        await File.WriteAllBytesAsync(cut, (await File.ReadAllBytesAsync(FaceMedia.PathOf("squats.mp4"), Cancelled))[..400_000], Cancelled);
        var sink = new RecordingSink();
        await Assert.ThrowsAsync<SourceException>(() => RunAsync(sink, cut, lanes: 2));
        Assert.Equal(Enumerable.Range(0, sink.Indices.Count).Select(i => (long)i), sink.Indices);
    }

    [Fact]
    public void Lanes_of_different_models_are_refused()
    {
        using var one = new ScriptedDetector();
        using var other = new OtherDetector();
        Assert.Throws<ArgumentException>(() => new VisionPipeline([one, other], [], Options(long.MaxValue, null)));
    }

    private static Task<VisionCounters> RunAsync(
        RecordingSink sink, int frames, int lanes, Action<long>? onFrame = null, long most = long.MaxValue, IFrameGate? gate = null,
        CancellationToken? stopping = null) =>
        RunAsync(sink, $"test://?width=64&height=48&fps=30&seconds={frames / 30.0:R}", lanes, onFrame, most, gate, stopping);

    private static async Task<VisionCounters> RunAsync(
        RecordingSink sink, string source, int lanes, Action<long>? onFrame = null, long most = long.MaxValue, IFrameGate? gate = null,
        CancellationToken? stopping = null)
    {
        IDetector[] detectors = [.. Enumerable.Range(0, lanes).Select(_ => new ScriptedDetector(onFrame))];
        using var pipeline = new VisionPipeline(detectors, [sink], Options(most, gate));
        var camera = new CameraName("clip");
        var options = new CaptureOptions { Camera = camera, Source = source, Pace = CapturePace.Offline, Reconnect = false };
        await using var capture = Capture.Open(options, NullLogger.Instance);
        await pipeline.RunAsync(capture, stopping ?? Cancelled);
        return pipeline.Counters;
    }

    private static VisionPipelineOptions Options(long most, IFrameGate? gate) =>
        new() { Device = new DeviceName("gw-01"), MaxFrames = most, Gate = gate };

    private sealed class EveryThird : IFrameGate
    {
        public bool Passes(in Frame frame) => frame.Index % 3 == 0;
    }

    private sealed class RecordingSink(Action<long>? onFrame = null) : IVisionSink
    {
        public List<long> Indices { get; } = [];

        public List<long> Found { get; } = [];

        public ValueTask FrameAsync(AnalysedFrame frame, CancellationToken cancellationToken)
        {
            Indices.Add(frame.Frame.Index);
            Found.Add((long)frame.Detections[0].Score);
            onFrame?.Invoke(frame.Frame.Index);
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class OtherDetector : IDetector
    {
        public string ModelName => "other";

        public string? ModelDigest => null;

        public StageTimes LastTimes => default;

        public void Detect(in Frame frame, Core.Records.DetectionList into) => into.Clear();

        public void Dispose() { }
    }
}
