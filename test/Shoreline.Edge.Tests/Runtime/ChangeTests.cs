using System.Text.Json.Nodes;
using Shoreline.Edge.Nucleus;
using Shoreline.Edge.Runtime;
using Shoreline.Greengrass.Recipes;
using static Shoreline.Edge.Nucleus.LifecycleState;
using static Shoreline.Edge.Tests.Runtime.RuntimeFixture;

namespace Shoreline.Edge.Tests.Runtime;

/// <summary>What a new record does to what runs (greengrass-components, 4.6 and 4.7).</summary>
public sealed class ChangeTests
{
    private const string Old = "{'Install':'i','Startup':'s','Run':{'Script':'r','Timeout':5},'Shutdown':'d','Setenv':{'A':'1'}}";

    [Theory]
    [InlineData(Old, nameof(ChangeEffect.None))]
    [InlineData("{'install':'i','STARTUP':'s','run':{'timeout':5,'SCRIPT':'r'},'shutdown':'d','SetEnv':{'a':'1'},'Recover':null}", nameof(ChangeEffect.None))]
    [InlineData("{'Install':'i','Startup':'s','Run':{'Script':'r','Timeout':5},'Shutdown':'e','Setenv':{'A':'1'}}", nameof(ChangeEffect.None))]
    [InlineData("{'Install':'i','Startup':'s','Run':{'Script':'r','Timeout':5},'Setenv':{'A':'1'}}", nameof(ChangeEffect.None))]
    [InlineData("{'Install':'j','Startup':'s','Run':{'Script':'r','Timeout':5},'Shutdown':'d','Setenv':{'A':'1'}}", nameof(ChangeEffect.Reinstall))]
    [InlineData("{'Startup':'s','Run':{'Script':'r','Timeout':5},'Shutdown':'d','Setenv':{'A':'1'}}", nameof(ChangeEffect.Reinstall))]
    [InlineData("{'Install':'i','Startup':'s','Run':{'Script':'r','Timeout':6},'Shutdown':'d','Setenv':{'A':'1'}}", nameof(ChangeEffect.Restart))]
    [InlineData("{'Install':'i','Startup':'t','Run':{'Script':'r','Timeout':5},'Shutdown':'d','Setenv':{'A':'1'}}", nameof(ChangeEffect.Restart))]
    [InlineData("{'Install':'i','Startup':'s','Run':{'Script':'r','Timeout':5},'Shutdown':'d','Setenv':{'A':'2'}}", nameof(ChangeEffect.Restart))]
    [InlineData("{'Install':'i','Startup':'s','Run':{'Script':'r','Timeout':5},'Shutdown':'d','Setenv':{'A':'1'},'Recover':'x'}", nameof(ChangeEffect.Restart))]
    public void A_changed_lifecycle_asks_for(string renewed, string effect) =>
        Assert.Equal(effect, RecordChange.Between(Record("c", Old), Record("c", renewed)).ToString());

    [Fact]
    public void Other_changes_ask_for()
    {
        var old = Record("c", Old, hard: "a");
        Assert.Equal(ChangeEffect.Reinstall, RecordChange.Between(old, old with { Version = "1.0.1" }));
        Assert.Equal(ChangeEffect.Reinstall, RecordChange.Between(old, old with { RunWith = new RunWith { PosixUser = "nobody" } }));
        Assert.Equal(ChangeEffect.Limits, RecordChange.Between(old, old with { RunWith = new RunWith { MemoryKiB = 1000 } }));
        Assert.Equal(ChangeEffect.Limits, RecordChange.Between(old, old with { RunWith = new RunWith { Cpus = 0.5 } }));
        Assert.Equal(ChangeEffect.None, RecordChange.Between(old, old with { Configuration = new JsonObject { ["x"] = 1 }, IsRoot = true }));
        Assert.Equal(ChangeEffect.None, RecordChange.Between(old, old with { Dependencies = new Dictionary<string, DependencyType> { ["a"] = DependencyType.Soft } }));
        Assert.Equal(ChangeEffect.None, RecordChange.Between(old, old with { Dependencies = new Dictionary<string, DependencyType>() }));
        Assert.Equal(ChangeEffect.Restart, RecordChange.Between(old, Record("c", Old, hard: ["a", "b"])));
    }

    [Fact]
    public async Task The_same_deployment_twice_leaves_every_process_alone()
    {
        await using var edge = await StartAsync();
        ComponentRecord[] records =
        [
            Record("cam", "{'Install':'echo install >> trace','Run':'exec sleep 1000'}", hard: "once"), Record("once", "{'Run':'echo once >> trace'}"),
        ];
        await edge.ApplyAsync(records);
        await edge.UntilAsync("once", Finished);
        var id = edge.View("cam").ProcessId;

        await edge.ApplyAsync(records);
        await edge.ApplyAsync(records[0] with { Configuration = new JsonObject { ["rate"] = 5 } }, records[1]);

        Assert.NotNull(id);
        Assert.Equal(id, edge.View("cam").ProcessId);
        Assert.Equal(["install"], edge.Lines("cam"));
        Assert.Equal(["once"], edge.Lines("once"));
    }

    [Fact]
    public async Task A_changed_run_script_restarts_and_a_changed_version_installs_anew()
    {
        await using var edge = await StartAsync();
        await edge.ApplyAsync(Record("cam", "{'Install':'echo install >> trace','Run':'echo run 1 >> trace; exec sleep 1000'}"));
        await Until.TrueAsync(() => edge.Lines("cam").Length == 2, "the first run");

        await edge.ApplyAsync(Record("cam", "{'Install':'echo install >> trace','Run':'echo run 2 >> trace; exec sleep 1000'}"));
        await Until.TrueAsync(() => edge.Lines("cam").Length == 3, "the second run");
        await edge.ApplyAsync(Record("cam", "{'Install':'echo install >> trace','Run':'echo run 2 >> trace; exec sleep 1000'}", "1.1.0"));
        await Until.TrueAsync(() => edge.Lines("cam").Length == 5, "the third run");

        Assert.Equal(["install", "run 1", "run 2", "install", "run 2"], edge.Lines("cam"));
    }

    [Fact]
    public async Task The_shutdown_script_of_the_version_that_started_is_used()
    {
        await using var edge = await StartAsync();
        await edge.ApplyAsync(Record("cam", "{'Run':'exec sleep 1000','Shutdown':'echo old >> trace'}"));
        var id = edge.View("cam").ProcessId;

        await edge.ApplyAsync(Record("cam", "{'Run':'exec sleep 1000','Shutdown':'echo new >> trace'}"));
        Assert.Equal(id, edge.View("cam").ProcessId);
        await edge.ApplyAsync(Record("cam", "{'Run':'exec sleep 1000','Shutdown':'echo new >> trace'}", "2.0.0"));
        edge.Runtime.RequestStop("cam");
        await edge.UntilAsync("cam", Finished);

        Assert.Equal(["old", "new"], edge.Lines("cam"));
    }

    [Fact]
    public async Task A_broken_component_comes_back_with_a_changed_recipe_and_not_by_a_restart()
    {
        await using var edge = await StartAsync();
        await edge.ApplyAsync(Record("cam", "{'Install':'echo install >> trace','Run':'exit 1'}"));
        await edge.UntilAsync("cam", Broken);
        Assert.True(edge.Runtime.RequestRestart("cam"));

        Assert.Equal(ApplyOutcome.Success, await edge.ApplyAsync(Record("other", "{'Run':'exec sleep 1000'}")));
        Assert.Equal(Broken, edge.State("cam"));
        Assert.Equal(ApplyOutcome.Success, await edge.ApplyAsync(Record("cam", "{'Install':'echo install >> trace','Run':'exec sleep 1000'}")));

        Assert.Equal(["install", "install"], edge.Lines("cam"));
        Assert.Equal("NONE", edge.View("cam").StatusCode);
    }

    [Fact]
    public async Task Hard_dependents_wait_and_restart_and_soft_ones_do_not()
    {
        await using var edge = await StartAsync();
        var soft = Record("soft", "{'Run':'exec sleep 1000'}") with { Dependencies = new Dictionary<string, DependencyType> { ["base"] = DependencyType.Soft } };
        var applying = edge.ApplyAsync(
            Record("base", "{'Startup':'while [ ! -e go ]; do sleep 0.02; done; sleep 1000 &'}"), Record("hard", "{'Run':'exec sleep 1000'}", hard: "base"), soft);
        await Until.TrueAsync(() => edge.Runtime.List().Count == 3 && edge.State("soft") == Running && edge.State("hard") == Installed && edge.State("base") == Starting, "one to run and one to wait");
        await File.WriteAllTextAsync(edge.Work("base", "go"), "", TestContext.Current.CancellationToken);
        await applying;
        var (hardId, softId) = (edge.View("hard").ProcessId, edge.View("soft").ProcessId);

        edge.Runtime.RequestRestart("base");
        await Until.TrueAsync(() => edge.View("hard") is { State: Running, Restarts: 1 }, "the hard dependent to come back");

        Assert.NotEqual(hardId, edge.View("hard").ProcessId);
        Assert.Equal(softId, edge.View("soft").ProcessId);
        Assert.Equal([Installed, Starting, Running, Stopping, Installed, Starting, Running], edge.States("hard"));
        Assert.Equal(["base", "hard", "soft"], edge.Runtime.List().Select(view => view.Record.Name));
    }

    [Fact]
    public async Task A_dependency_that_is_stopped_on_request_disturbs_nobody()
    {
        await using var edge = await StartAsync();
        await edge.ApplyAsync(Record("base", "{'Run':'exec sleep 1000'}"), Record("hard", "{'Run':'exec sleep 1000'}", hard: "base"));

        edge.Runtime.RequestStop("base");
        await edge.UntilAsync("base", Finished);

        Assert.Equal([Installed, Starting, Running], edge.States("hard"));
    }

    [Fact]
    public async Task What_waits_for_a_broken_dependency_does_not_wait_for_ever()
    {
        await using var edge = await StartAsync();
        await edge.ApplyAsync(Record("base", "{'Run':'exit 1'}"));
        await edge.UntilAsync("base", Broken);

        var outcome = await edge.ApplyAsync(Record("hard", "{'Run':'exec sleep 1000'}", hard: "base"));

        Assert.Equal("base", outcome.Broken);
        Assert.Equal(Installed, edge.State("hard"));
    }

    [Fact]
    public async Task The_end_stops_dependents_first()
    {
        await using var edge = await StartAsync();
        await edge.ApplyAsync(
            Record("a", "{'Run':'exec sleep 1000','Shutdown':'sleep 0.1'}"), Record("b", "{'Run':'exec sleep 1000','Shutdown':'sleep 0.1'}", hard: "a"),
            Record("c", "{'Run':'exec sleep 1000','Shutdown':'sleep 0.1'}", hard: "b"));

        await edge.Runtime.DisposeAsync();

        Assert.Equal(
            [("c", Stopping), ("c", Finished), ("b", Stopping), ("b", Finished), ("a", Stopping), ("a", Finished)],
            edge.Story().Where(told => told.State is Stopping or Finished));
    }
}
