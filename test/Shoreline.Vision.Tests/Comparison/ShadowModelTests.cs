using Shoreline.Core.Naming;
using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Comparison;
using Shoreline.Vision.Detectors;
using Shoreline.Vision.Models;
using Shoreline.Vision.Pipeline;

namespace Shoreline.Vision.Tests.Comparison;

public sealed class ShadowModelTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_looks_at_what_it_has_time_for_and_every_frame_is_compared_or_skipped()
    {
        var (records, different) = (new List<ComparisonRecord>(), 0);
        await using var shadow = new ShadowModel(Resolve("ultraface-rfb-320"), Options with
        {
            OnPeriod = records.Add,
            OnDifferent = (in Frame frame, DetectionList main, DetectionList found, ReadOnlySpan<ComparedObject> objects) =>
            {
                Assert.Equal((480, 270), (frame.Width, frame.Height));
                Assert.Contains(objects.ToArray(), each => each.Change != Change.Kept);
                different++;
            },
        });
        var sink = new Counting();
        await RunAsync("yunet-n-320", [sink, shadow], "faces-walk-pause.mp4");
        await shadow.CompleteAsync(Cancelled);

        var counters = shadow.Counters;
        Assert.Null(shadow.Failure);
        Assert.Equal(sink.Frames, counters.Compared + counters.Skipped);
        Assert.True(counters.Compared > 0);
        Assert.Equal(different, counters.Differing);
        Assert.Equal(counters.Objects, shadow.Totals.Total);
        Assert.Equal(sink.Detections, sink.All); // what the shadow found is in no list but its own
        var record = Assert.Single(records);
        Assert.Equal(
            ("gw-01", "faces-walk-pause", "yunet-n-320", "ultraface-rfb-320"),
            (record.Device, record.Camera, record.Model.Name, record.Other.Name));
        Assert.Equal((counters.Compared, counters.Skipped, counters.Differing), (record.Frames, record.Skipped, record.Differing));
        Assert.Equal(counters.Objects.Kept, record.Labels["face"].Kept);
        Assert.Null(ComparisonRecord.TryParse(record.Encode(), out var read));
        Assert.Equal(record with { Labels = read!.Labels }, read);
    }

    [Fact]
    public async Task Each_period_has_a_record_of_its_own_and_together_they_are_all()
    {
        var records = new List<ComparisonRecord>();
        await using var shadow = new ShadowModel(
            Resolve("yunet-n-320"), Options with { OnPeriod = records.Add, Period = TimeSpan.FromSeconds(1) });
        await RunAsync("yunet-n-320", [shadow], "faces-walk-pause.mp4");
        await shadow.CompleteAsync(Cancelled);
        Assert.True(records.Count > 1);
        Assert.Equal(shadow.Counters.Compared, records.Sum(record => record.Frames));
        Assert.All(records, record => Assert.True(string.CompareOrdinal(record.From, record.To) <= 0));
        Assert.Equal(0, shadow.Counters.Differing);
    }

    [Fact]
    public async Task A_listener_that_fails_ends_the_comparison_and_not_the_run()
    {
        Exception? told = null;
        await using var shadow = new ShadowModel(Resolve("ultraface-rfb-320"), Options with
        {
            Comparison = new ComparisonOptions { Moved = 1, ScoreChange = 0 }, // everything differs
            OnDifferent = (in Frame _, DetectionList _, DetectionList _, ReadOnlySpan<ComparedObject> _) =>
                throw new InvalidDataException("full"),
            OnFailure = e => told = e,
        });
        var sink = new Counting();
        await RunAsync("yunet-n-320", [sink, shadow], "faces-walk-pause.mp4");
        await shadow.CompleteAsync(Cancelled);
        Assert.Equal(82, sink.Frames);
        Assert.Equal((0, 82), (shadow.Counters.Compared, shadow.Counters.Skipped));
        Assert.Same(told, shadow.Failure);
        Assert.Equal("full", told!.Message);
    }

    [Fact]
    public async Task A_run_sums_its_shadow_up()
    {
        _ = TestAssets.Model("models.json");
        var clip = FaceMedia.PathOf("faces-walk-pause.mp4");
        var options = new VisionRunOptions { Source = clip, Model = "yunet-n-320", Shadow = "yunet-2023mar" };
        var summary = await new VisionRun(options, ModelCatalog.Load()).RunAsync(null, null, Cancelled);
        Assert.Equal("yunet-2023mar", summary.Shadow!.Model);
        Assert.Equal(summary.Counters.Analysed, summary.Shadow.Counters.Compared + summary.Shadow.Counters.Skipped);
        Assert.True(summary.Shadow.Counters.Compared > 0);
    }

    private static ShadowOptions Options => new() { Device = new DeviceName("gw-01") };

    private static Model Resolve(string model)
    {
        _ = TestAssets.Model("models.json");
        return ModelCatalog.Load().Resolve(model);
    }

    private static async Task RunAsync(string model, IReadOnlyList<IVisionSink> sinks, string clip)
    {
        using IDetector detector = Resolve(model).Open();
        using var pipeline = new VisionPipeline(detector, sinks, new VisionPipelineOptions { Device = new DeviceName("gw-01") });
        await using var capture = TestCapture.Open(clip);
        await pipeline.RunAsync(capture, Cancelled);
    }

    private sealed class Counting : IVisionSink
    {
        public int Frames { get; private set; }

        public int Detections { get; private set; }

        /// <summary>Boxes in the records.</summary>
        public int All { get; private set; }

        public ValueTask FrameAsync(AnalysedFrame frame, CancellationToken cancellationToken)
        {
            Frames++;
            Detections += frame.Detections.Count;
            Assert.Null(DetectionRecord.TryParse(frame.Record.Span, out var record));
            All += record!.Detections.Count;
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
