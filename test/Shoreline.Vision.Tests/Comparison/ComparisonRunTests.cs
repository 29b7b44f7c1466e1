using System.Text.Json;
using Shoreline.Core;
using Shoreline.Vision.Comparison;
using Shoreline.Vision.Models;

namespace Shoreline.Vision.Tests.Comparison;

public sealed class ComparisonRunTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_model_compared_with_itself_differs_nowhere()
    {
        var summary = await RunAsync(
            Options with { Before = "yunet-n-320", After = "yunet-n-320", JsonPath = _scratch["d.ndjson"], MaxFrames = 10 });
        Assert.Equal((10, 0, new ComparisonCounts(30, 0, 0, 0)), (summary.Tally.Frames, summary.Tally.Differing, summary.Tally.Total));
        Assert.Empty(await File.ReadAllTextAsync(_scratch["d.ndjson"], Cancelled));
    }

    [Fact]
    public async Task The_same_model_with_a_higher_threshold_only_loses()
    {
        var same = Options with { Before = "yunet-n-320", After = "yunet-n-320" };
        var summary = await RunAsync(same with { AfterScore = 0.99f, JsonPath = _scratch["d.ndjson"], MaxFrames = 10 });
        var total = summary.Tally.Total;
        Assert.Equal((30L, 0L, 0L), (total.Kept + total.Lost, total.Changed, total.Gained));
        Assert.True(total.Lost > 0);
        var lines = await File.ReadAllLinesAsync(_scratch["d.ndjson"], Cancelled);
        Assert.Equal(summary.Tally.Differing, lines.Length);
        var first = JsonDocument.Parse(lines[0]).RootElement;
        Assert.Equal("shoreline.difference/1", first.GetProperty("schema").GetString());
        Assert.Equal("lost", first.GetProperty("differences")[0].GetProperty("kind").GetString());
        Assert.Equal(4, first.GetProperty("differences")[0].GetProperty("before").GetProperty("box").GetArrayLength());
        Assert.False(first.GetProperty("differences")[0].TryGetProperty("after", out _));
    }

    [Fact]
    public async Task Two_models_give_an_annotated_clip_with_all_frames_compared()
    {
        var summary = await RunAsync(
            Options with { Before = "yunet-2023mar", After = "ultraface-rfb-320", AnnotatedPath = _scratch["out.mp4"], Every = 4 });
        Assert.Equal(21, summary.Tally.Frames);
        Assert.Equal([_scratch["out.mp4"]], Directory.EnumerateFiles(_scratch.Path));
        var again = await RunAsync(Options with { Before = "yunet-n-320", After = "yunet-n-320", Source = _scratch["out.mp4"] });
        Assert.Equal(21, again.Tally.Frames);
    }

    [Fact]
    public async Task Faults_are_told_at_once_and_nothing_is_left()
    {
        var wrong = Options with { Before = "yunet-n-320", After = "yunet-n-320", Every = 0, BeforeScore = 2, AnnotatedPath = "x.gif" };
        var thrown = await Assert.ThrowsAsync<InvalidInputException>(() => RunAsync(wrong));
        Assert.Equal(3, thrown.Message.Split('\n').Length);
        await Assert.ThrowsAsync<InvalidInputException>(
            () => RunAsync(Options with { Before = "yunet-n-320", After = "no-such", JsonPath = _scratch["d.ndjson"] }));
        Assert.Empty(Directory.EnumerateFiles(_scratch.Path));
    }

    public void Dispose() => _scratch.Dispose();

    private static ComparisonRunOptions Options => new() { Before = "", After = "", Source = FaceMedia.PathOf("faces-walk-pause.mp4") };

    private static async Task<ComparisonSummary> RunAsync(ComparisonRunOptions options)
    {
        _ = TestAssets.Model("models.json");
        return await new ComparisonRun(options, ModelCatalog.Load()).RunAsync(null, null, Cancelled);
    }
}
