using System.Text.Json;

namespace Shoreline.Cli.Tests;

public sealed class VisionTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    private static string Clip => TestAssets.Media("faces-walk-pause.mp4");

    private static string Still => TestAssets.Media("stills", "astronaut.png");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_still_gives_one_record_with_its_face()
    {
        var run = await Command.RunAsync("vision", Still, "--json", "-", "--device", "dev-1", "--camera", "door");

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        var record = JsonSerializer.Deserialize<JsonElement>(Assert.Single(run.OutputLines));
        Assert.Equal("shoreline.detections/1", record.GetProperty("schema").GetString());
        Assert.Equal("dev-1", record.GetProperty("device").GetString());
        Assert.Equal("door", record.GetProperty("camera").GetString());
        var face = Assert.Single(record.GetProperty("detections").EnumerateArray());
        Assert.Equal("face", face.GetProperty("label").GetString());
        Assert.Equal(4, face.GetProperty("box").GetArrayLength());
        Assert.All(face.GetProperty("box").EnumerateArray(), number => Assert.InRange(number.GetDouble(), 0, 1));
    }

    [Fact]
    public async Task A_clip_gives_a_record_a_frame_and_a_video_that_plays()
    {
        var run = await Command.RunAsync("vision", Clip, "--max-frames", "40", "--json", _folder["out.ndjson"], "--out", _folder["out.mp4"]);

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Empty(run.Output);
        var indices = (await File.ReadAllLinesAsync(_folder["out.ndjson"], TestContext.Current.CancellationToken)).Select(Index);
        Assert.Equal(Enumerable.Range(0, 40), indices);
        var played = await Command.RunAsync("vision", _folder["out.mp4"], "--every", "10", "--json", "-");
        Assert.Equal(ExitCodes.Done, played.ExitCode);
        Assert.Equal([0, 10, 20, 30], played.OutputLines.Select(Index));
        Assert.Equal(["out.mp4", "out.ndjson"], Directory.GetFiles(_folder.Path).Select(path => Path.GetFileName(path)!).Order());
    }

    [Fact]
    public async Task One_frame_in_so_many_is_analysed()
    {
        var run = await Command.RunAsync("vision", Clip, "--every", "7", "--max-frames", "4", "--json", "-");

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Equal([0, 7, 14, 21], run.OutputLines.Select(Index));
    }

    [Fact]
    public async Task A_run_that_is_interrupted_keeps_what_it_has()
    {
        await using var program = ShorelineProgram.Start(["vision", "scene://entrance", "--json", "-"]);
        await Until.TrueAsync(() => program.Output.Contains('\n', StringComparison.Ordinal), "the first record");
        program.Interrupt();

        var run = await Command.EndOfAsync(program);

        Assert.Equal(130, run.ExitCode); // as a shell says of a command that Ctrl-C ended
        Assert.All(run.OutputLines, line => JsonDocument.Parse(line).Dispose());
    }

    private static int Index(string line)
    {
        var record = JsonSerializer.Deserialize<JsonElement>(line);
        Assert.Equal("shoreline.detections/1", record.GetProperty("schema").GetString());
        return record.GetProperty("frame").GetProperty("index").GetInt32();
    }
}
