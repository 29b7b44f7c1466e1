using System.Diagnostics;
using System.Globalization;
using Shoreline.Edge.Components;
using Shoreline.Edge.Nucleus;
using Shoreline.Edge.Runtime;
using Shoreline.Edge.Runtime.Accounts;
using Shoreline.Edge.Runtime.ControlGroups;
using static Shoreline.Edge.Nucleus.LifecycleState;
using static Shoreline.Edge.Tests.Runtime.RuntimeFixture;

namespace Shoreline.Edge.Tests.Runtime;

/// <summary>What a component's processes see, and how they end (greengrass-components, section 3).</summary>
public sealed class ProcessTests
{
    /// <summary>
    /// Ignores SIGTERM, as do its children: a daemon in a session of its own, a plain child, and one without the runtime's variables.
    /// </summary>
    private const string Tree = """
        trap '' TERM
        (setsid sleep 1001 & echo $! >> pids)
        sleep 1002 & echo $! >> pids
        env -i setsid -w sleep 1003 & echo $! >> pids
        echo $$ >> pids
        wait
        """;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stopping_ends_the_whole_tree(bool useControlGroups)
    {
        await using var edge = await StartAsync(options => options with { UseControlGroups = useControlGroups });
        await edge.ApplyAsync(Step("tree", "Run", Tree));
        await Until.TrueAsync(() => edge.Ids("tree").Length == 4, "the tree to be up");

        edge.Runtime.RequestStop("tree");
        await UntilStoppedAsync(edge, "tree");

        Assert.All(edge.Ids("tree"), id => Assert.False(IsAlive(id)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_process_that_ignores_the_signal_has_five_seconds(bool useControlGroups)
    {
        await using var edge = await StartAsync(options => options with { UseControlGroups = useControlGroups });
        await edge.ApplyAsync(Record("deaf", "{'Run':'trap : TERM; echo $$ >> pids; while :; do sleep 1000; done'}"));
        await Until.TrueAsync(() => edge.Ids("deaf").Length == 1, "the process to run");

        edge.Runtime.RequestStop("deaf");
        await Until.TrueAsync(() => edge.State("deaf") == Stopping && edge.Clock.WaitingCount > 0, "the grace to begin");
        edge.Clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.True(IsAlive(edge.Ids("deaf")[0]));
        edge.Clock.Advance(TimeSpan.FromSeconds(0.1));

        await edge.UntilAsync("deaf", Finished);
        Assert.False(IsAlive(edge.Ids("deaf")[0]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_process_that_is_stopped_the_moment_it_is_started_does_not_slip_away(bool useControlGroups)
    {
        await using var edge = await StartAsync(options => options with { UseControlGroups = useControlGroups });
        var record = Record("brief", "{'Run':'exec sleep 1000'}");
        for (var run = 0; run < 20; run++)
        {
            await edge.ApplyAsync(record);
            var id = edge.View("brief").ProcessId!.Value;
            edge.Runtime.RequestStop("brief");
            await edge.UntilAsync("brief", Finished);
            Assert.False(IsAlive(id));
        }
    }

    [Fact]
    public async Task What_an_install_leaves_behind_is_ended_before_the_start()
    {
        await using var edge = await StartAsync();

        await edge.ApplyAsync(Record("leaves", "{'Install':'sleep 1000 >/dev/null 2>&1 & echo $! >> pids','Run':'exec sleep 1001'}"));

        Assert.False(IsAlive(edge.Ids("leaves")[0]));
    }

    [Fact]
    public async Task Components_that_do_not_stop_in_time_are_killed_with_the_runtime()
    {
        await using var edge = await StartAsync();
        await edge.ApplyAsync(Record("stuck", "{'Run':'trap : TERM; echo $$ >> pids; while :; do sleep 1000; done','Shutdown':{'Script':'echo $$ >> pids; exec sleep 1001','Timeout':500}}"));
        await Until.TrueAsync(() => edge.Ids("stuck").Length == 1, "the process to run");

        var ending = edge.Runtime.DisposeAsync().AsTask();
        await Until.TrueAsync(() => edge.Ids("stuck").Length == 2, "the shutdown to run");
        edge.Clock.Advance(TimeSpan.FromSeconds(30));
        await ending;

        Assert.All(edge.Ids("stuck"), id => Assert.False(IsAlive(id)));
    }

    [Fact]
    public async Task What_a_killed_runtime_left_is_ended_by_the_next_start()
    {
        await using var edge = await StartAsync();
        var info = new ProcessStartInfo("sleep", ["1005"]);
        info.Environment["SHORELINE_NUCLEUS"] = edge.Root;
        using var left = Process.Start(info)!;

        await edge.RestartAsync();

        await left.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(128 + 9, left.ExitCode);
    }

    [Fact]
    public async Task A_step_sees_the_environment_of_the_specification()
    {
        await using var edge = await StartAsync(options => options with { Defaults = () => new RunDefaults("nobody") });

        await edge.ApplyAsync(Record(
            "env", "{'Setenv':{'A':'lifecycle','B':'lifecycle','N':5,'T':true,'AWS_REGION':'mine'},'Run':{'Setenv':{'B':'step'},'Script':'env > env; id -u >> trace; id -g >> trace; pwd >> trace; true'}}"));
        await edge.UntilAsync("env", Finished);

        var seen = edge.Lines("env", "env").Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1]);
        Assert.Matches("^[A-Z0-9]{16}$", seen["SVCUID"]);
        Assert.Equal(seen["SVCUID"], seen["AWS_CONTAINER_AUTHORIZATION_TOKEN"]);
        Assert.Equal("", seen["GG_ROOT_CA_PATH"]);
        Assert.Equal(Path.Combine(edge.Root, "ipc.socket"), seen["AWS_GG_NUCLEUS_DOMAIN_SOCKET_FILEPATH_FOR_COMPONENT"]);
        Assert.Equal(Path.Combine(edge.Root, "ipc.socket"), seen["AWS_GG_NUCLEUS_DOMAIN_SOCKET_FILEPATH"]);
        Assert.Equal("gw-01", seen["AWS_IOT_THING_NAME"]);
        Assert.Equal(("mine", "eu-west-1"), (seen["AWS_REGION"], seen["AWS_DEFAULT_REGION"]));
        Assert.Equal("2.12.0", seen["GGC_VERSION"]);
        Assert.Equal(("lifecycle", "step", "5", "true"), (seen["A"], seen["B"], seen["N"], seen["T"]));
        Assert.Equal("/nonexistent", seen["HOME"]); // of nobody, on Debian
        Assert.DoesNotContain("AWS_CONTAINER_CREDENTIALS_FULL_URI", seen.Keys);
        Assert.Equal(["65534", "65534", Path.Combine(edge.Root, "work", "env")], edge.Lines("env"));
    }

    [Fact]
    public async Task A_token_leads_to_its_component_while_the_component_is_known()
    {
        await using var edge = await StartAsync();
        await edge.ApplyAsync(Record("a", "{'Run':'echo $SVCUID > token; exec sleep 1000'}"), Record("b", "{'Run':'exec sleep 1000'}"));
        await Until.TrueAsync(() => edge.Lines("a", "token").Length == 1, "the token");
        var token = System.Text.Encoding.ASCII.GetBytes(edge.Lines("a", "token")[0]);

        Assert.Equal("a", edge.Runtime.ComponentOfToken(token));
        Assert.Null(edge.Runtime.ComponentOfToken("AAAAAAAAAAAAAAAA"u8));
        Assert.Null(edge.Runtime.ComponentOfToken(token.AsSpan(1)));
        await edge.Runtime.RetainAsync(["b"], TestContext.Current.CancellationToken);
        Assert.Null(edge.Runtime.ComponentOfToken(token));
    }

    [Theory]
    [InlineData(null, null, "RUN_MISSING_DEFAULT_RUNWITH", "names no user")]
    [InlineData("no-such-user", null, "RUN_CONFIG_NOT_VALID", "'no-such-user'")]
    [InlineData("nobody:no-such-group", null, "RUN_CONFIG_NOT_VALID", "'no-such-group'")]
    [InlineData("a:b:c", "root", "RUN_CONFIG_NOT_VALID", "user:group")]
    public async Task A_user_that_is_not_there_is_an_error_that_names_it(string? user, string? byDefault, string code, string reason)
    {
        await using var edge = await StartAsync(options => options with { Defaults = () => new RunDefaults(byDefault) });

        var outcome = await edge.ApplyAsync(Record("who", "{'Run':'true'}") with { RunWith = new RunWith { PosixUser = user } });

        Assert.Equal("who", outcome.Broken);
        Assert.StartsWith(code + ": ", outcome.Reason, StringComparison.Ordinal);
        Assert.Contains(reason, outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_user_takes_the_work_folder_over_and_a_privileged_step_stays_roots()
    {
        await using var edge = await StartAsync();
        await edge.ApplyAsync(Record("moves", "{'Run':'id -u >> trace'}"));
        await edge.UntilAsync("moves", Finished);

        await edge.ApplyAsync(Record("moves", "{'Install':{'RequiresPrivilege':true,'Script':'id -u >> trace'},'Run':'id -u >> trace'}") with { RunWith = new RunWith { PosixUser = "65534:65534" } });
        await edge.UntilAsync("moves", Finished);

        Assert.Equal(["0", "0", "65534"], edge.Lines("moves"));
    }

    [Fact]
    public async Task A_process_of_another_user_dies_with_the_thread_that_started_it()
    {
        using var folder = new ScratchFolder();
        var launcher = new ProcessLauncher();
        using var process = await launcher.StartAsync(new ComponentCommand
        {
            File = "sleep",
            Arguments = ["1006"],
            Folder = folder.Path,
            User = new StepUser(65534, 65534, "/").SetprivArguments,
        });
        await Until.TrueAsync(
            () => File.ReadAllText($"/proc/{process.Id}/cmdline").StartsWith("sleep", StringComparison.Ordinal), "the program to be running");
        Assert.Contains("Uid:\t65534\t", File.ReadAllText($"/proc/{process.Id}/status"), StringComparison.Ordinal);

        launcher.Dispose(); // to the kernel the same as the end of the whole process

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(128 + 9, process.ExitCode);
    }

    [Fact]
    public async Task Pausing_stops_the_processes_where_they_are()
    {
        await using var edge = await StartAsync();
        await edge.ApplyAsync(Record("ticks", "{'Run':'while :; do echo tick >> trace; sleep 0.01; done'}"));
        await Until.TrueAsync(() => edge.Lines("ticks").Length > 0, "a tick");

        edge.Runtime.SetPaused("ticks", true);
        edge.Runtime.SetPaused("ticks", true);
        Assert.True(edge.View("ticks") is { IsPaused: true, State: Running });
        await Until.TrueAsync(() => IsFrozen(edge.View("ticks").ProcessId!.Value), "the process to stand still");
        var ticks = edge.Lines("ticks").Length;
        edge.Runtime.SetPaused("ticks", false);
        await Until.TrueAsync(() => edge.Lines("ticks").Length > ticks, "another tick");
        edge.Runtime.SetPaused("ticks", true);
        edge.Runtime.RequestStop("ticks");

        await edge.UntilAsync("ticks", Finished);
        Assert.False(edge.View("ticks").IsPaused);
        Assert.Throws<InvalidOperationException>(() => edge.Runtime.SetPaused("ticks", true));
    }

    [Fact]
    public async Task A_component_that_eats_memory_is_stopped_by_its_limit_alone()
    {
        await using var edge = await StartAsync();
        const string Eats = "{'Run':'while [ ! -e go ]; do sleep 0.02; done; head -c 200000000 /dev/zero | tail'}";

        var limited = Record("eats", Eats) with { RunWith = new RunWith { MemoryKiB = 20_000 } };
        await edge.ApplyAsync(limited, Record("other", "{'Run':'exec sleep 1000'}"));
        await File.WriteAllTextAsync(edge.Work("eats", "go"), "", TestContext.Current.CancellationToken);

        await edge.UntilAsync("eats", Broken);
        Assert.Equal("RUN_ERROR", edge.View("eats").StatusCode);
        Assert.EndsWith("137", edge.View("eats").StatusReason, StringComparison.Ordinal);
        Assert.Equal([Installed, Starting, Running], edge.States("other"));
    }

    [Fact]
    public async Task A_component_that_forks_without_end_has_half_of_the_gateway_s_processes_at_most_and_is_stopped_whole()
    {
        await using var edge = await StartAsync();
        await edge.ApplyAsync(Record("forks", "{'Run':'exec sleep 1000'}"));
        var id = edge.View("forks").ProcessId!.Value;
        await Until.TrueAsync(() => GroupOf(id, "pids").EndsWith("/greengrass/forks", StringComparison.Ordinal), "the process to be in its group");
        var limit = Path.Combine(GroupOf(id, "pids"), "pids.max");
        var most = long.Parse(await File.ReadAllTextAsync(limit, TestContext.Current.CancellationToken), CultureInfo.InvariantCulture);
        Assert.InRange(most, 64, long.Parse(await File.ReadAllTextAsync("/proc/sys/kernel/pid_max", TestContext.Current.CancellationToken), CultureInfo.InvariantCulture) / 2);
        await edge.ApplyAsync(Record("forks", "{'Run':'while [ ! -e go ]; do sleep 0.02; done; sleep 1001 & sleep 1001 & sleep 1001 & sleep 1001 & sleep 1001 & sleep 1001; exec sleep 1001'}"));
        await File.WriteAllTextAsync(limit, "4", TestContext.Current.CancellationToken); // what is reached sooner, for the test
        await File.WriteAllTextAsync(edge.Work("forks", "go"), "", TestContext.Current.CancellationToken);

        await edge.UntilAsync("forks", Broken);

        Assert.Equal("RUN_ERROR", edge.View("forks").StatusCode);
        Assert.Contains("fork", edge.Log("forks"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Limits_change_while_the_component_runs()
    {
        await using var edge = await StartAsync();
        var record = Record("limits", "{'Run':'exec sleep 1000'}") with { RunWith = new RunWith { MemoryKiB = 40_000, Cpus = 0.5 } };
        await edge.ApplyAsync(record);
        var id = edge.View("limits").ProcessId!.Value;
        await Until.TrueAsync(() => GroupOf(id).EndsWith("/greengrass/limits", StringComparison.Ordinal), "the process to be in its group");

        Assert.Equal((40_000L << 10, 50_000L), Limits(id));
        await edge.ApplyAsync(record with { RunWith = new RunWith { MemoryKiB = 80_000, Cpus = 1.5 } });

        Assert.Equal((80_000L << 10, 150_000L), Limits(id));
        Assert.Equal(id, edge.View("limits").ProcessId);
    }

    private static async Task UntilStoppedAsync(RuntimeFixture edge, string name)
    {
        await Until.TrueAsync(() => edge.State(name) == Finished || (edge.State(name) == Stopping && edge.Clock.WaitingCount > 0), "the grace to begin");
        edge.Clock.Advance(TimeSpan.FromSeconds(5));
        await edge.UntilAsync(name, Finished);
    }

    /// <summary>Folder of the group that bounds a process' memory: of version 1 where it has the controller, else of version 2.</summary>
    private static string GroupOf(int id, string controller = "memory")
    {
        var mounts = GroupMounts.Parse(File.ReadLines("/proc/self/mountinfo"), File.ReadLines($"/proc/{id}/cgroup"));
        return mounts.Controllers.GetValueOrDefault(controller) ?? mounts.Unified!;
    }

    private static (long MemoryBytes, long CpuQuotaUs) Limits(int id) =>
        (Read(Path.Combine(GroupOf(id), "memory.limit_in_bytes"), Path.Combine(GroupOf(id), "memory.max")),
            Read(Path.Combine(GroupOf(id, "cpu"), "cpu.cfs_quota_us"), Path.Combine(GroupOf(id, "cpu"), "cpu.max")));

    private static long Read(string version1, string version2) =>
        long.Parse(File.ReadAllText(File.Exists(version1) ? version1 : version2).Split(' ', '\n')[0], CultureInfo.InvariantCulture);

    private static bool IsFrozen(int id)
    {
        var mounts = GroupMounts.Parse(File.ReadLines("/proc/self/mountinfo"), File.ReadLines($"/proc/{id}/cgroup"));
        return mounts.Unified is { } group
            ? File.ReadAllText(Path.Combine(group, "cgroup.events")).Contains("frozen 1", StringComparison.Ordinal)
            : File.ReadAllText(Path.Combine(mounts.Controllers["freezer"], "freezer.state")).StartsWith("FROZEN", StringComparison.Ordinal);
    }
}
