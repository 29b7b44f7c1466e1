using System.Text.Json;

namespace Shoreline.Cli.Tests.Vision;

/// <summary><c>shoreline vision</c> on several sources, and the files that it keeps beside.</summary>
public sealed class VisionManyTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Several_sources_give_one_file_of_records_a_folder_of_videos_and_a_table()
    {
        await File.WriteAllTextAsync(_folder["broken.mp4"], "this is text", Cancelled);
        var run = await Command.RunAsync(
            "vision", TestAssets.Media("faces-walk-pause.mp4"), TestAssets.Media("faces-head-pose.mp4"), _folder["broken.mp4"], "--max-frames", "10",
            "--json", _folder["all.ndjson"], "--out", _folder["videos"], "--summary-json", _folder["summary.json"]);

        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Contains("broken.mp4", Assert.Single(run.Complaints), StringComparison.Ordinal);
        Assert.Matches(@"faces-walk-pause \d+ 0 10 face 30 0 .+ done", OneSpace(run.Error));
        Assert.Matches(@"broken .+failed", OneSpace(run.Error));
        Assert.Equal(20, (await File.ReadAllLinesAsync(_folder["all.ndjson"], Cancelled)).Length);
        Assert.Equal(2, Directory.GetFiles(_folder["videos"]).Length);
        using var summary = JsonDocument.Parse(await File.ReadAllTextAsync(_folder["summary.json"], Cancelled));
        Assert.Equal(3, summary.RootElement.GetProperty("sources").GetArrayLength());
    }

    [Fact]
    public async Task The_latest_frame_is_a_file_that_programs_look_at_while_the_run_goes_on()
    {
        await using var program = ShorelineProgram.Start(["vision", "scene://entrance?width=320&height=180", "--latest", _folder["frame.jpg"], "--latest-rate", "20"]);
        await Until.TrueAsync(() => File.Exists(_folder["frame.jpg"]), "the first picture");
        var first = await File.ReadAllBytesAsync(_folder["frame.jpg"], Cancelled);
        await Until.TrueAsync(() => !File.ReadAllBytes(_folder["frame.jpg"]).AsSpan().SequenceEqual(first), "the next picture");
        program.Interrupt();

        Assert.Equal(130, (await Command.EndOfAsync(program)).ExitCode);
        Assert.Equal([0xFF, 0xD8], first[..2]);
        Assert.Equal([0xFF, 0xD9], first[^2..]);
    }

    [Theory]
    [InlineData("--parallel 0", "--parallel is 0")]
    [InlineData("--camera a", "--camera is given 1 times, and there are 2 sources")]
    [InlineData("--out one.mp4", "--out is one.mp4, one file, and there are 2 sources")]
    [InlineData("--latest one.jpg", "--latest is one.jpg, one file, and there are 2 sources")]
    [InlineData("--latest a --latest-rate 0", "--latest-rate is 0")]
    [InlineData("--latest a --latest-width 3", "--latest-width is 3")]
    [InlineData("--summary-json /no/such/folder/s.json", "/no/such/folder")]
    public async Task What_does_not_fit_two_sources_is_told_in_one_line(string arguments, string what)
    {
        var run = await Command.RunAsync(["vision", "scene://line", "scene://entrance", .. arguments.Split(' ')]);
        run.Refused(ExitCodes.Usage, what);
    }

    private static string OneSpace(string text) => string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
