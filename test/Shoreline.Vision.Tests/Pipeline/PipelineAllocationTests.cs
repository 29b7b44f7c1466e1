using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Core.Naming;
using Shoreline.Media;
using Shoreline.Vision.Detectors;
using Shoreline.Vision.Inference;
using Shoreline.Vision.Models;
using Shoreline.Vision.Pipeline;

namespace Shoreline.Vision.Tests.Pipeline;

/// <summary>Tests that measure the whole process and so run alone.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

[Collection(nameof(Alone))]
public sealed class PipelineAllocationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_frame_allocates_nothing_from_the_capture_to_the_sink_once_the_run_is_warm(int lanes)
    {
        const int Warm = 300, Measured = 1500;
        _ = TestAssets.Model("models.json");
        var model = ModelCatalog.Load().Resolve("ultraface-rfb-320");
        using var detectors = DetectorLanes.Open(model, new InferenceOptions { Threads = 1 }, lanes);
        var meter = new Meter(Warm, Measured);
        using var pipeline = new VisionPipeline(
            detectors, [meter, new NdjsonSink(Stream.Null)],
            new VisionPipelineOptions { Device = new DeviceName("gw-01"), MaxFrames = Warm + Measured + 1 });
        var options = new CaptureOptions
        {
            Camera = new CameraName("clip"),
            Source = "test://?width=64&height=48&fps=30",
            Pace = CapturePace.Offline,
            Reconnect = false,
        };
        await using var capture = Capture.Open(options, NullLogger.Instance);
        await pipeline.RunAsync(capture, TestContext.Current.CancellationToken);

        // The smallest object has 24 bytes: one for each frame would show. The runtime's own threads allocate a little now and then.
        Assert.InRange(meter.Bytes / (double)Measured, 0, 20);
    }

    private sealed class Meter(int warm, int measured) : IVisionSink
    {
        private int _seen;
        private long _before;

        public long Bytes { get; private set; } = -1;

        public ValueTask FrameAsync(AnalysedFrame frame, CancellationToken cancellationToken)
        {
            if (_seen == warm) _before = GC.GetTotalAllocatedBytes(precise: true);
            if (_seen++ == warm + measured) Bytes = GC.GetTotalAllocatedBytes(precise: true) - _before;
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
