using System.Text.Json;
using Shoreline.Core;
using Shoreline.Core.Naming;
using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Models;
using Shoreline.Vision.Pipeline;

namespace Shoreline.Vision.Tests.Pipeline;

public sealed class VisionBatchTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Clips_give_the_same_records_side_by_side_as_one_after_the_other(int parallel)
    {
        var summary = await RunAsync(Options("faces-walk-pause.mp4", "faces-head-pose.mp4", "sign-language.mp4") with { Parallel = parallel });

        Assert.Equal([SourceOutcome.Done, SourceOutcome.Done, SourceOutcome.Done], summary.Sources.Select(source => source.Outcome));
        Assert.Equal([30L, 20L, 10L], summary.Sources.Select(source => source.Summary!.Labels["face"]));
        var records = File.ReadLines(_scratch["all.ndjson"]).Select(Parse).GroupBy(record => record.Camera).ToDictionary(group => group.Key, group => group.ToList());
        Assert.Equal(["faces-head-pose", "faces-walk-pause", "sign-language"], records.Keys.Order());
        Assert.All(records.Values, camera => Assert.Equal(Enumerable.Range(0, 10).Select(i => (long)i), camera.Select(record => record.Frame.Index)));
    }

    [Fact]
    public async Task A_source_that_fails_stops_no_other_and_its_result_says_why()
    {
        await File.WriteAllTextAsync(_scratch["text.mp4"], "this is text", Cancelled);

        var summary = await RunAsync(Options("faces-walk-pause.mp4", _scratch["text.mp4"], "faces-head-pose.mp4") with
        {
            AnnotatedPath = _scratch["videos"],
            SummaryPath = _scratch["summary.json"],
        });

        Assert.Equal([SourceOutcome.Done, SourceOutcome.Failed, SourceOutcome.Done], summary.Sources.Select(source => source.Outcome));
        Assert.IsType<SourceException>(summary.Sources[1].Failure);
        Assert.Equal(["faces-head-pose.mp4", "faces-walk-pause.mp4"], Directory.EnumerateFiles(_scratch["videos"]).Select(path => Path.GetFileName(path)!).Order());
        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(_scratch["summary.json"], Cancelled));
        var sources = document.RootElement.GetProperty("sources");
        Assert.Equal("shoreline.vision-summary/1", document.RootElement.GetProperty("schema").GetString());
        Assert.Equal(10, sources[0].GetProperty("frames").GetProperty("analysed").GetInt64());
        Assert.Equal(30, sources[0].GetProperty("detections").GetProperty("face").GetInt64());
        Assert.Equal("failed", sources[1].GetProperty("outcome").GetString());
        Assert.Contains("text.mp4", sources[1].GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_every_source_fails_no_records_are_left()
    {
        await File.WriteAllTextAsync(_scratch["text.mp4"], "this is text", Cancelled);

        var summary = await RunAsync(Options(_scratch["text.mp4"]));

        Assert.Equal(SourceOutcome.Failed, Assert.Single(summary.Sources).Outcome);
        Assert.Equal([_scratch["text.mp4"]], Directory.EnumerateFiles(_scratch.Path));
    }

    [Fact]
    public async Task Records_that_can_no_longer_be_written_end_the_run()
    {
        var options = Options("faces-walk-pause.mp4", "faces-head-pose.mp4");
        using var output = new BrokenPipe();

        var thrown = await Assert.ThrowsAsync<IOException>(
            () => RunAsync(options with { Parallel = 1, Each = options.Each with { JsonPath = "-", Output = output } }));

        Assert.Equal(BrokenPipe.Message, thrown.Message);
        Assert.Equal(1, output.Attempts);
    }

    [Fact]
    public async Task Cameras_without_an_end_run_beside_the_clips_whatever_the_limit()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var options = Options("scene://entrance?width=320&height=180", "scene://line?width=320&height=180") with { Parallel = 1 };
        var progress = new Listener<VisionBatchProgress>(told =>
        {
            if (told.Running.Count(source => source.Progress.Counters.Analysed > 0) == 2) stop.Cancel();
        });

        var summary = await new VisionBatch(options with { Each = options.Each with { MaxFrames = null } }, ModelCatalog.Load()).RunAsync(progress, null, stop.Token);

        Assert.Equal([SourceOutcome.Interrupted, SourceOutcome.Interrupted], summary.Sources.Select(source => source.Outcome));
        Assert.True(summary.Interrupted);
        Assert.Equal(["scene", "scene-2"], summary.Sources.Select(source => source.Camera.Value));
    }

    [Fact]
    public async Task A_run_that_is_stopped_before_it_began_says_so()
    {
        using var stop = new CancellationTokenSource();
        var progress = new Listener<VisionBatchProgress>(_ => stop.Cancel());

        var summary = await new VisionBatch(Options("faces-walk-pause.mp4", "faces-head-pose.mp4"), ModelCatalog.Load()).RunAsync(progress, null, stop.Token);

        Assert.Equal([SourceOutcome.NotBegun, SourceOutcome.NotBegun], summary.Sources.Select(source => source.Outcome));
    }

    [Fact]
    public async Task Rules_that_are_wrong_are_told_once_before_anything_is_written()
    {
        await File.WriteAllTextAsync(_scratch["rules.yaml"], "rules: [{ name: a, zone: picture, label: fcae }]", Cancelled);
        var options = Options("faces-walk-pause.mp4", "faces-head-pose.mp4");

        var thrown = await Assert.ThrowsAsync<InvalidInputException>(
            () => RunAsync(options with { Each = options.Each with { RulesPath = _scratch["rules.yaml"] } }));

        Assert.Equal("rules.yaml:1:42: rules[0].label: there is no label 'fcae'; did you mean 'face'?", thrown.Message);
        Assert.Equal([_scratch["rules.yaml"]], Directory.EnumerateFiles(_scratch.Path));
    }

    [Fact]
    public async Task A_video_of_one_file_is_refused_for_two_sources()
    {
        var thrown = await Assert.ThrowsAsync<InvalidInputException>(
            () => RunAsync(Options("faces-walk-pause.mp4", "faces-head-pose.mp4") with { AnnotatedPath = _scratch["out.mp4"] }));
        Assert.Contains("one file, and there are 2 sources: give a folder", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clip_knows_how_far_it_is()
    {
        var shares = new List<double>();
        var progress = new Listener<VisionBatchProgress>(told =>
        {
            if (told.Share is { } share) lock (shares) shares.Add(share);
        });
        var options = Options("faces-walk-pause.mp4");

        await new VisionBatch(options with { Each = options.Each with { MaxFrames = null, Model = "yolox-nano" } }, ModelCatalog.Load()).RunAsync(progress, null, Cancelled);

        Assert.All(shares, share => Assert.InRange(share, 0, 1));
        Assert.Contains(shares, share => share is > 0.05 and < 0.95);
        Assert.Equal(shares.Order(), shares);
    }

    private VisionBatchOptions Options(params string[] sources) => new()
    {
        Sources = [.. sources.Select(source => FaceMedia.Clips.Contains(source) ? FaceMedia.PathOf(source) : source)],
        Each = new VisionRunOptions
        {
            Source = "",
            Model = "yunet-2023mar",
            Device = new DeviceName("gw-01"),
            JsonPath = _scratch["all.ndjson"],
            MaxFrames = 10,
        },
    };

    private static Task<VisionBatchSummary> RunAsync(VisionBatchOptions options)
    {
        _ = TestAssets.Model("models.json");
        return new VisionBatch(options, ModelCatalog.Load()).RunAsync(null, null, Cancelled);
    }

    private static DetectionRecord Parse(string line)
    {
        Assert.Null(DetectionRecord.TryParse(System.Text.Encoding.UTF8.GetBytes(line), out var record));
        return record!;
    }

    /// <summary>An output whose reader went away.</summary>
    private sealed class BrokenPipe : MemoryStream
    {
        public const string Message = "Broken pipe";

        public int Attempts { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Attempts++;
            throw new IOException(Message);
        }
    }
}
