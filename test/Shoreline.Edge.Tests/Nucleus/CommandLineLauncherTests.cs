using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Edge.Nucleus;

namespace Shoreline.Edge.Tests.Nucleus;

/// <summary><c>bin/greengrass-cli</c> as a shell runs it, with a program that prints what it is given.</summary>
public sealed class CommandLineLauncherTests : IDisposable
{
    private const UnixFileMode Everybodys = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly ScratchFolder _folder = new();
    private readonly EdgePaths _paths;

    public CommandLineLauncherTests()
    {
        _paths = new EdgePaths(_folder["it's $HOME `x`"]);
        File.WriteAllText(Program, "#!/bin/sh\nprintf '%s\\n' \"$SHORELINE_ROOT\" \"$@\"\n");
        File.SetUnixFileMode(Program, Everybodys);
        CommandLineLauncher.Write(_paths, Program, NullLogger.Instance);
    }

    private string Program => _folder["a program's name"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_knows_its_gateways_root_and_hands_on_every_word()
    {
        Assert.Equal(Everybodys, File.GetUnixFileMode(_paths.CommandLine));
        Assert.Equal(Everybodys, File.GetUnixFileMode(Path.GetDirectoryName(_paths.CommandLine)!));

        Assert.Equal(
            [_paths.Root, "greengrass-cli", "deployment", "create", "-c", """{"a b":"$x"}"""], await RunAsync([], "deployment", "create", "-c", """{"a b":"$x"}"""));
    }

    [Fact]
    public async Task Another_root_may_be_named()
    {
        Assert.Equal(["/other root", "greengrass-cli", "component", "list"], await RunAsync(new() { ["GGC_ROOT_PATH"] = "/other root" }, "component", "list"));
        Assert.Equal(_paths.Root, (await RunAsync(new() { ["SHORELINE_ROOT"] = "/elsewhere" }, "component", "list"))[0]); // of other commands
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_said_and_nothing_more()
    {
        var log = new TextLog();
        File.WriteAllText(_folder["taken"], "");
        CommandLineLauncher.Write(new EdgePaths(_folder["taken"]), Program, log);
        Assert.Contains("shoreline greengrass-cli", log.Text, StringComparison.Ordinal);
    }

    private async Task<string[]> RunAsync(Dictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(_paths.CommandLine, arguments) { RedirectStandardOutput = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return output.TrimEnd('\n').Split('\n');
    }
}
