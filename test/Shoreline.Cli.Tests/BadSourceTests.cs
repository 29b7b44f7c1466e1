using System.Globalization;
using System.Text.Json;

namespace Shoreline.Cli.Tests;

public sealed class BadSourceTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_missing_file_is_named()
    {
        var run = await VisionAsync(_folder["no-such.mp4"]);

        run.Refused(ExitCodes.Usage, _folder["no-such.mp4"], "give a path or an address");
        NothingIsLeft();
    }

    [Fact]
    public async Task An_unknown_kind_of_address_lists_the_known_ones()
    {
        var run = await VisionAsync("ftp://host/clip.mp4");

        run.Refused(ExitCodes.Usage, "'ftp://'", "use rtsp, rtsps, file, v4l2");
        NothingIsLeft();
    }

    [Fact]
    public async Task A_camera_that_cannot_be_reached_is_named()
    {
        var address = string.Create(CultureInfo.InvariantCulture, $"rtsp://127.0.0.1:{Ports.Free()}/stream");

        var run = await VisionAsync(address);

        run.Refused(ExitCodes.Failed, address, "cannot be reached", "Check the address");
        NothingIsLeft();
    }

    [Theory]
    [InlineData("This is no video, only text.\n")]
    [InlineData("")]
    public async Task A_file_that_is_no_video_is_refused(string text)
    {
        var file = _folder["notes.mp4"];
        await File.WriteAllTextAsync(file, string.Concat(Enumerable.Repeat(text, 50)), TestContext.Current.CancellationToken);

        var run = await VisionAsync(file);

        run.Refused(ExitCodes.Failed, file, "holds no video", "give a video or a picture");
        NothingIsLeft("notes.mp4");
    }

    [Fact]
    public async Task Of_a_truncated_clip_the_frames_before_the_cut_are_printed()
    {
        var run = await Command.RunAsync("vision", await CutClipAsync(), "--json", "-", "--out", _folder["annotated.mp4"]);

        run.Refused(ExitCodes.Failed, "cut.mp4", "is cut off", "copy the file again");
        Assert.InRange(run.OutputLines.Length, 20, 70);
        Assert.All(run.OutputLines, line => JsonDocument.Parse(line).Dispose());
        NothingIsLeft("cut.mp4");
    }

    [Fact]
    public async Task Of_a_truncated_clip_no_file_is_made()
    {
        var run = await VisionAsync(await CutClipAsync());

        run.Refused(ExitCodes.Failed, "cut.mp4", "is cut off");
        NothingIsLeft("cut.mp4");
    }

    [Fact]
    public async Task A_password_that_the_camera_refuses_is_shown_nowhere()
    {
        const string User = "viewer", Wrong = "wr0ng-Pa55word";
        await using var camera = await RtspServer.StartAsync(TestAssets.Media("faces-walk-pause.mp4"), user: User, password: "the-right-one");
        await using var program = ShorelineProgram.Start(
            ["vision", camera.Address, "--user", User, "--json", _folder["out.ndjson"], "--verbose"],
            new Dictionary<string, string?> { ["SHORELINE_CAMERA_PASSWORD"] = Wrong });
        var commandLines = new List<string>();
        await Until.TrueAsync(
            () =>
            {
                commandLines.AddRange(CommandLines());
                return program.HasExited;
            }, "the end of the command");

        var run = await Command.EndOfAsync(program);

        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains("the camera refused the user name or password. Check them", run.Complaints[0], StringComparison.Ordinal);
        Assert.DoesNotContain(Wrong, run.Output + run.Error, StringComparison.Ordinal);
        Assert.Contains(commandLines, line => line.Contains(camera.Address, StringComparison.Ordinal));
        Assert.DoesNotContain(commandLines, line => line.Contains(Wrong, StringComparison.Ordinal));
        NothingIsLeft();
    }

    [Fact]
    public async Task A_refused_password_is_one_line()
    {
        await using var camera = await RtspServer.StartAsync(TestAssets.Media("faces-walk-pause.mp4"), user: "viewer", password: "the-right-one");

        var run = await VisionAsync(camera.Address);

        run.Refused(ExitCodes.Failed, camera.Address, "the camera refused the user name or password. Check them");
        NothingIsLeft();
    }

    /// <summary>Every process of this machine: a child that was given the password would be seen too.</summary>
    private static IEnumerable<string> CommandLines()
    {
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])))
        {
            string? line = null;
            try { line = File.ReadAllText(Path.Combine(process, "cmdline")); }
            catch (IOException) { /* it has just ended */ }
            if (line is not null) yield return line;
        }
    }

    private Task<Command> VisionAsync(string source) => Command.RunAsync("vision", source, "--json", _folder["out.ndjson"], "--out", _folder["out.mp4"]);

    /// <summary>The first half of a clip whose index lies at its front.</summary>
    private async Task<string> CutClipAsync()
    {
        var whole = await File.ReadAllBytesAsync(TestAssets.Media("faces-walk-pause.mp4"), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(_folder["cut.mp4"], whole[..(whole.Length / 2)], TestContext.Current.CancellationToken);
        return _folder["cut.mp4"];
    }

    private void NothingIsLeft(params string[] but) =>
        Assert.Equal(but, Directory.GetFileSystemEntries(_folder.Path).Select(path => Path.GetFileName(path)!));
}
