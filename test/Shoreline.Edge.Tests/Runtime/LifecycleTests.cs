using Shoreline.Edge.Nucleus;
using static Shoreline.Edge.Nucleus.LifecycleState;
using static Shoreline.Edge.Tests.Runtime.RuntimeFixture;

namespace Shoreline.Edge.Tests.Runtime;

/// <summary>States and transitions (greengrass-components, 4.2 to 4.5) with real processes.</summary>
public sealed class LifecycleTests
{
    [Fact]
    public async Task A_component_is_installed_started_and_stopped()
    {
        await using var edge = await StartAsync();

        var outcome = await edge.ApplyAsync(Record("cam", "{'Install':'echo install >> trace','Run':'echo run >> trace; exec sleep 1000','Shutdown':'echo shutdown >> trace'}"));
        await Until.TrueAsync(() => edge.Lines("cam").Length == 2, "the run script to begin");
        var id = edge.View("cam").ProcessId!.Value;
        Assert.True(edge.Runtime.RequestStop("cam"));
        await edge.UntilAsync("cam", Finished);

        Assert.Equal(ApplyOutcome.Success, outcome);
        Assert.Equal(["install", "run", "shutdown"], edge.Lines("cam"));
        Assert.Equal([Installed, Starting, Running, Stopping, Finished], edge.States("cam"));
        Assert.False(IsAlive(id));
        Assert.Null(edge.View("cam").ProcessId);
    }

    [Fact]
    public async Task A_script_that_ends_well_runs_its_shutdown_and_is_finished()
    {
        await using var edge = await StartAsync();

        await edge.ApplyAsync(Record("once", "{'Run':'echo run >> trace','Shutdown':'echo shutdown >> trace'}"));
        await edge.UntilAsync("once", Finished);

        Assert.Equal(["run", "shutdown"], edge.Lines("once"));
        Assert.Equal([Installed, Starting, Running, Stopping, Finished], edge.States("once"));
    }

    [Fact]
    public async Task A_component_without_steps_is_finished_straight_from_starting()
    {
        await using var edge = await StartAsync();

        Assert.Equal(ApplyOutcome.Success, await edge.ApplyAsync(Record("built.in", "{}")));

        Assert.Equal([Installed, Starting, Finished], edge.States("built.in"));
    }

    [Fact]
    public async Task A_script_that_always_fails_runs_three_times_recovers_twice_and_is_broken()
    {
        await using var edge = await StartAsync(Settling);

        var outcome = await edge.ApplyAsync(Record("fails", "{'Run':'echo run >> trace; exit 7','Recover':'echo recover >> trace','Shutdown':'echo shutdown >> trace'}"));
        await Until.TrueAsync(() => edge.Lines("fails").Length == 8, "the last shutdown");

        Assert.Equal(["run", "recover", "shutdown", "run", "recover", "shutdown", "run", "shutdown"], edge.Lines("fails"));
        Assert.Equal(new ApplyOutcome("fails", "RUN_ERROR: The Run script of fails ended with exit code 7"), outcome);
        Assert.Equal("RUN_ERROR", edge.View("fails").StatusCode);
        Assert.Equal(2, edge.View("fails").Restarts);
        Assert.Equal(
            [Installed, Starting, Running, Errored, Stopping, Installed, Starting, Running, Errored, Stopping, Installed, Starting, Running, Broken], edge.States("fails"));
    }

    [Fact]
    public async Task Errors_an_hour_apart_never_break_it()
    {
        await using var edge = await StartAsync();
        var starting = edge.ApplyAsync(Record("rare", "{'Run':'echo run >> trace; while [ ! -e die ]; do sleep 0.02; done; rm die; exit 1','errorResetTime':3600}"));
        await starting;
        for (var run = 1; run <= 5; run++)
        {
            await Until.TrueAsync(() => edge.Lines("rare").Length == run && edge.State("rare") == Running, $"run {run}");
            edge.Clock.Advance(TimeSpan.FromHours(1));
            await File.WriteAllTextAsync(edge.Work("rare", "die"), "", TestContext.Current.CancellationToken);
        }
        await Until.TrueAsync(() => edge.Lines("rare").Length == 6, "a sixth run");
        Assert.DoesNotContain(Broken, edge.States("rare"));
    }

    [Fact]
    public async Task Errors_a_little_less_than_an_hour_apart_break_it()
    {
        await using var edge = await StartAsync();
        await edge.ApplyAsync(Record("often", "{'Run':'echo run >> trace; while [ ! -e die ]; do sleep 0.02; done; rm die; exit 1'}"));
        for (var run = 1; run <= 3; run++)
        {
            await Until.TrueAsync(() => edge.Lines("often").Length == run && edge.State("often") == Running, $"run {run}");
            edge.Clock.Advance(TimeSpan.FromMinutes(59));
            await File.WriteAllTextAsync(edge.Work("often", "die"), "", TestContext.Current.CancellationToken);
        }
        await edge.UntilAsync("often", Broken);
    }

    [Fact]
    public async Task A_failed_install_is_tried_three_times()
    {
        await using var edge = await StartAsync();

        var outcome = await edge.ApplyAsync(Record("bad", "{'Install':'echo install >> trace; exit 3','Run':'echo run >> trace'}"));

        Assert.Equal(["install", "install", "install"], edge.Lines("bad"));
        Assert.Equal(new ApplyOutcome("bad", "INSTALL_ERROR: The Install script of bad ended with exit code 3"), outcome);
        Assert.Equal([Errored, New, Errored, New, Broken], edge.States("bad"));
    }

    [Fact]
    public async Task One_that_is_never_given_up_does_not_hold_up_what_it_came_with()
    {
        await using var edge = await StartAsync(Settling);

        var applied = edge.ApplyAsync(Record("loops", "{'errorResetTime':0,'Run':'echo run >> trace; exit 1'}"), Record("good", "{'Run':'sleep 1000'}"));
        await Until.TrueAsync(
            () =>
            {
                edge.Clock.Advance(TimeSpan.FromMinutes(1)); // the pauses between its starts
                return applied.IsCompleted;
            },
            "the third failure");

        Assert.Equal(ApplyOutcome.Success, await applied);
        Assert.True(edge.States("loops").Count(state => state == Errored) >= 3);
        Assert.Equal(Running, edge.State("good"));
    }

    [Fact]
    public async Task A_step_that_is_not_valid_fails_with_a_code_of_its_own()
    {
        await using var edge = await StartAsync(Settling);

        var outcome = await edge.ApplyAsync(Record("bad", "{'Run':{'Skipif':'onpath','Script':'true'}}"));

        Assert.Equal("bad", outcome.Broken);
        Assert.StartsWith("RUN_CONFIG_NOT_VALID: Run.Skipif", outcome.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{'Install':'sleep 1000'}", "INSTALL_TIMEOUT", 120)]
    [InlineData("{'Startup':'sleep 1000'}", "STARTUP_TIMEOUT", 120)]
    [InlineData("{'Run':{'Script':'sleep 1000','Timeout':7}}", "RUN_TIMEOUT", 7)]
    public async Task A_step_past_its_limit_is_an_error(string lifecycle, string code, int seconds)
    {
        await using var edge = await StartAsync();
        var applying = edge.ApplyAsync(Record("slow", lifecycle));
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            await Until.TrueAsync(() => edge.Clock.WaitingCount > 0 && edge.State("slow") is New or Starting or Running, "the limit to count");
            edge.Clock.Advance(TimeSpan.FromSeconds(seconds - 1));
            Assert.NotEqual(Broken, edge.State("slow"));
            edge.Clock.Advance(TimeSpan.FromSeconds(1));
            await Until.TrueAsync(() => edge.States("slow").Count(s => s is Errored or Broken) == attempt, $"error {attempt}");
        }
        await Until.TrueAsync(() => edge.View("slow").StatusCode == code, code);
        Assert.Equal(Broken, edge.State("slow"));
        _ = await applying;
    }

    [Fact]
    public async Task A_starter_that_reports_running_goes_on_and_may_fail_later()
    {
        await using var edge = await StartAsync();
        var applying = edge.ApplyAsync(Record("starter", "{'Startup':'while [ ! -e die ]; do sleep 0.02; done; exit 4','Run':'echo never >> trace'}"));
        await Until.TrueAsync(() => edge.Runtime.TryGet("starter", out var v) && v is { State: Starting, ProcessId: not null }, "the starter to run");
        var id = edge.View("starter").ProcessId!.Value;

        Assert.True(edge.Runtime.Report("starter", Running));
        Assert.Equal(ApplyOutcome.Success, await applying);

        Assert.Equal(Running, edge.State("starter"));
        Assert.True(IsAlive(id));
        edge.Clock.Advance(TimeSpan.FromSeconds(500)); // the limit was for starting
        Assert.Equal(Running, edge.State("starter"));
        await File.WriteAllTextAsync(edge.Work("starter", "die"), "", TestContext.Current.CancellationToken);
        await Until.TrueAsync(() => edge.States("starter").Contains(Errored), "the error");
        Assert.Empty(edge.Lines("starter"));
    }

    [Fact]
    public async Task A_starter_that_ends_well_leaves_its_daemon_running_until_it_is_stopped()
    {
        await using var edge = await StartAsync();
        await edge.ApplyAsync(Record("daemon", "{'Startup':'sleep 1000 & echo $! >> pids'}"));

        Assert.Equal(Running, edge.State("daemon"));
        Assert.True(IsAlive(edge.Ids("daemon")[0]));
        edge.Runtime.RequestStop("daemon");
        await edge.UntilAsync("daemon", Finished);
        Assert.False(IsAlive(edge.Ids("daemon")[0]));
    }

    [Fact]
    public async Task A_component_that_reports_an_error_is_started_again()
    {
        await using var edge = await StartAsync();
        await edge.ApplyAsync(Record("unwell", "{'Run':'exec sleep 1000'}"));

        Assert.True(edge.Runtime.Report("unwell", Running)); // it is, so this means nothing
        Assert.True(edge.Runtime.Report("unwell", Errored));

        await Until.TrueAsync(() => edge.View("unwell") is { State: Running, Restarts: 1 }, "a second run");
        Assert.Equal([Installed, Starting, Running, Errored, Stopping, Installed, Starting, Running], edge.States("unwell"));
        Assert.False(edge.Runtime.Report("nobody", Errored));
    }

    [Fact]
    public async Task A_shutdown_past_its_limit_is_told_and_what_is_wanted_happens_all_the_same()
    {
        await using var edge = await StartAsync();
        await edge.ApplyAsync(Record("stays", "{'Run':'exec sleep 1000','Shutdown':'exec sleep 1001'}"));
        edge.Runtime.RequestStop("stays");
        await Until.TrueAsync(() => edge.State("stays") == Stopping && edge.Clock.WaitingCount > 0, "the shutdown to begin");

        edge.Clock.Advance(TimeSpan.FromSeconds(15));

        await edge.UntilAsync("stays", Finished);
        Assert.Equal([Installed, Starting, Running, Stopping, Errored, Finished], edge.States("stays"));
    }

    [Fact]
    public async Task A_shutdown_script_that_ran_and_said_no_is_told_and_is_no_error()
    {
        await using var edge = await StartAsync();
        await edge.ApplyAsync(Record("says.no", "{'Run':'exec sleep 1000','Shutdown':'exit 3'}"));
        edge.Runtime.RequestStop("says.no");
        await edge.UntilAsync("says.no", Finished);

        Assert.Equal([Installed, Starting, Running, Stopping, Finished], edge.States("says.no"));
        Assert.Equal("NONE", edge.View("says.no").StatusCode);
        Assert.Contains("shell-runner-error. The Shutdown script of says.no ended with exit code 3", edge.Log("says.no"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shutdown_that_cannot_be_run_is_an_error_and_what_is_wanted_happens_all_the_same()
    {
        await using var edge = await StartAsync();
        var told = new List<string>();
        edge.Runtime.StateChanged += view => told.Add($"{view.State} {view.StatusCode}");
        await edge.ApplyAsync(Record("cannot", "{'Run':'exec sleep 1000','Shutdown':{'Script':'true','Skipif':'onpath'}}"));
        edge.Runtime.RequestStop("cannot");
        await edge.UntilAsync("cannot", Finished);

        Assert.Equal(["Stopping NONE", "Errored SHUTDOWN_ERROR", "Finished NONE"], told[^3..]);
    }

    [Fact]
    public async Task A_stopped_component_stays_down_until_somebody_wants_it_up()
    {
        await using var edge = await StartAsync();
        var record = Record("cam", "{'Run':'echo run >> trace; exec sleep 1000'}");
        await edge.ApplyAsync(record);
        edge.Runtime.RequestStop("cam");
        await edge.UntilAsync("cam", Finished);

        Assert.True(edge.Runtime.RequestRestart("cam"));
        await edge.UntilAsync("cam", Running);
        edge.Runtime.RequestStop("cam");
        await edge.UntilAsync("cam", Finished);
        await edge.ApplyAsync(record);

        Assert.Equal(Running, edge.State("cam"));
        Assert.Null(edge.Runtime.RequestRestart("nobody"));
        Assert.False(edge.Runtime.RequestStop("nobody"));
    }

    [Fact]
    public async Task Skipped_steps_do_nothing()
    {
        await using var edge = await StartAsync();

        await edge.ApplyAsync(Record(
            "skips", "{'Install':{'Skipif':'onpath sh','Script':'echo install >> trace'},'Startup':{'Skipif':'! exists /nowhere','Script':'echo startup >> trace'},"
            + "'Run':{'Skipif':'exists /nowhere','Script':'echo run >> trace'}}"));
        await edge.UntilAsync("skips", Finished);

        Assert.Equal(["run"], edge.Lines("skips"));
    }

    [Fact]
    public async Task A_bootstrap_answers_with_its_exit_code()
    {
        await using var edge = await StartAsync();

        Assert.Equal(101, await edge.Runtime.BootstrapAsync(Record("boot", "{'Bootstrap':'exit 101'}"), TestContext.Current.CancellationToken));
        Assert.Equal(0, await edge.Runtime.BootstrapAsync(Record("boot", "{}"), TestContext.Current.CancellationToken));
        var slow = edge.Runtime.BootstrapAsync(Record("boot", "{'Bootstrap':{'Script':'echo $$ >> pids; exec sleep 1000','Timeout':9}}"), TestContext.Current.CancellationToken);
        await Until.TrueAsync(() => edge.Ids("boot").Length == 1 && edge.Clock.WaitingCount > 0, "the bootstrap to run");
        edge.Clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Null(await slow);
        Assert.False(IsAlive(edge.Ids("boot")[0]));
    }

    [Fact]
    public async Task Removal_runs_the_uninstall_step_and_forgets_the_component()
    {
        await using var edge = await StartAsync();
        await edge.ApplyAsync(
            Record("goes", "{'Run':'exec sleep 1000','Shutdown':'echo shutdown >> trace','Uninstall':'echo uninstall $GREENGRASS_COMPONENT_VERSION >> trace'}", "2.1.0"),
            Record("stays", "{'Run':'exec sleep 1000'}"));

        await edge.Runtime.RetainAsync(["stays"], TestContext.Current.CancellationToken);

        Assert.Equal(["shutdown", "uninstall 2.1.0"], edge.Lines("goes"));
        Assert.Equal(["stays"], edge.Runtime.List().Select(view => view.Record.Name));
        Assert.Equal([Uninstalling, Uninstalled], edge.States("goes")[^2..]);
    }
}
