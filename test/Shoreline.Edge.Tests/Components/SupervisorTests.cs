using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Edge.Components;

namespace Shoreline.Edge.Tests.Components;

public sealed class SupervisorTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly ProcessLauncher _launcher = new();

    [Fact]
    public async Task A_component_that_dies_is_started_again_and_says_why_it_ended()
    {
        await using var supervisor = new Supervisor(NullLogger.Instance, TimeProvider.System);
        supervisor.Add(Shell("dies", "echo cannot open the door >&2; exit 7"));

        await Until.TrueAsync(() => supervisor.Statuses[0].Restarts >= 2, "two restarts");

        Assert.Equal("ended with exit code 7: cannot open the door", supervisor.Statuses[0].LastError);
    }

    [Fact]
    public async Task A_killed_component_is_started_again_with_a_new_process()
    {
        await using var supervisor = new Supervisor(NullLogger.Instance, TimeProvider.System);
        supervisor.Add(Shell("stays", "exec sleep 1000"));
        var first = await RunningAsync(supervisor);

        Kill(first);

        await Until.TrueAsync(() => supervisor.Statuses[0] is { State: ComponentState.Running, Restarts: 1 }, "a second start");
        Assert.NotEqual(first, supervisor.Statuses[0].ProcessId);
        Assert.Equal("ended with signal 9", supervisor.Statuses[0].LastError);
    }

    [Fact]
    public async Task Stopping_ends_the_whole_tree_even_what_ignores_the_signal_and_left_the_group()
    {
        var supervisor = new Supervisor(NullLogger.Instance, TimeProvider.System);
        supervisor.Add(Shell("tree", "trap '' TERM; setsid sleep 1001 & echo $! > daemon; sleep 1002 & echo $! > child; wait; sleep 1003"));
        await RunningAsync(supervisor);
        await Until.TrueAsync(
            () => File.Exists(_folder["child"]) && File.ReadAllText(_folder["child"]).EndsWith('\n'), "the tree to be up");

        await supervisor.DisposeAsync();

        Assert.False(IsAlive(ReadId("daemon")));
        Assert.False(IsAlive(ReadId("child")));
        Assert.Equal(ComponentState.Stopped, supervisor.Statuses[0].State);
    }

    [Fact]
    public async Task A_program_that_is_not_there_waits_and_does_not_disturb_another()
    {
        await using var supervisor = new Supervisor(NullLogger.Instance, TimeProvider.System);
        supervisor.Add(Program("absent", "/nowhere/to/be/found", []));
        supervisor.Add(Shell("stays", "exec sleep 1000"));

        await Until.TrueAsync(() => supervisor.Statuses[1].State == ComponentState.Running, "the other one to run");
        await Until.TrueAsync(
            () => supervisor.Statuses[0].LastError?.Contains("/nowhere/to/be/found", StringComparison.Ordinal) == true, "the reason");
    }

    [Fact]
    public async Task Logs_of_a_component_that_never_stops_talking_stay_bounded()
    {
        await using (var supervisor = new Supervisor(NullLogger.Instance, TimeProvider.System))
        {
            supervisor.Add(Shell("talks", "yes talking | head -c 20000000; exec sleep 1000"));
            await Until.TrueAsync(() => File.Exists(_folder["talks.log.1"]), "the log to be turned over");
        }

        var bytes = Directory.GetFiles(_folder.Path, "talks.log*").Sum(f => new FileInfo(f).Length);
        Assert.InRange(bytes, 1, 2 * RotatedLog.DefaultMaxBytes);
    }

    [Fact]
    public async Task Stale_processes_of_an_owner_are_found_and_ended()
    {
        using var process = await _launcher.StartAsync(new ComponentCommand
        {
            File = "sleep",
            Arguments = ["1004"],
            Folder = _folder.Path,
            Environment = new Dictionary<string, string> { [ProcessTrees.OwnerVariable] = _folder.Path },
        });
        await Until.TrueAsync(
            () =>
                File.ReadAllText($"/proc/{process.Id}/cmdline").StartsWith("sleep", StringComparison.Ordinal), "the program to be running");

        Assert.Equal(1, await ProcessTrees.KillAllAsync(ProcessTrees.OwnerVariable, _folder.Path));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Children_die_with_the_thread_that_started_them()
    {
        var launcher = new ProcessLauncher();
        using var process = await launcher.StartAsync(new ComponentCommand { File = "sleep", Arguments = ["1005"], Folder = _folder.Path });
        await Until.TrueAsync(
            () =>
                File.ReadAllText($"/proc/{process.Id}/cmdline").StartsWith("sleep", StringComparison.Ordinal), "the program to be running");

        launcher.Dispose(); // to the kernel the same as the end of the whole process

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(128 + 9, process.ExitCode);
    }

    public void Dispose()
    {
        _launcher.Dispose();
        _folder.Dispose();
    }

    private ChildProgram Shell(string name, string script) => Program(name, "/bin/sh", ["-c", script]);

    private ChildProgram Program(string name, string file, string[] arguments) => new(
        name, () => new ComponentCommand { File = file, Arguments = arguments, Folder = _folder.Path },
        _launcher, _folder.Path, owner: _folder.Path, stopGrace: TimeSpan.FromSeconds(1), TimeProvider.System);

    private static async Task<int> RunningAsync(Supervisor supervisor)
    {
        await Until.TrueAsync(() => supervisor.Statuses[0].State == ComponentState.Running, "the component to run");
        return supervisor.Statuses[0].ProcessId!.Value;
    }

    private int ReadId(string file) => int.Parse(File.ReadAllText(_folder[file]), CultureInfo.InvariantCulture);

    private static void Kill(int id)
    {
        using var process = System.Diagnostics.Process.GetProcessById(id);
        process.Kill();
    }

    private static bool IsAlive(int id)
    {
        try
        {
            // State Z: killed, and waiting for its parent to take notice.
            return !File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
