using System.Text.Json.Nodes;
using Shoreline.Edge.Nucleus;

namespace Shoreline.Edge.Tests.Deployments;

/// <summary>
/// Deployments stopped behind and within each call of the file system, by a kill and by power cuts, and started again: the device has the old or the new state as a whole, and takes the next
/// deployment.
/// </summary>
public sealed class CrashTests : IDisposable
{
    private const string Root = "/gg";

    private readonly ITestOutputHelper _output;
    private readonly RecipeFolder _recipes = new RecipeFolder()
        .Add("cam", "1.0.0", rest: """ "ComponentDependencies":{"lib":{"VersionRequirement":"^1.0.0"}},"ComponentConfiguration":{"DefaultConfiguration":{"rate":5}}""",
            artifacts: """[{"URI":"s3://bucket/cam.py"},{"URI":"s3://bucket/model.zip","Unarchive":"ZIP"}]""")
        .Add("cam", "2.0.0", """{"Run":"{artifacts:path}/cam.py {configuration:/rate}"}""",
            """ "ComponentDependencies":{"lib":{"VersionRequirement":"^1.1.0"}},"ComponentConfiguration":{"DefaultConfiguration":{"rate":9,"size":3}}""", """[{"URI":"s3://bucket/cam.py"}]""")
        .Add("cam", "3.0.0", artifacts: """[{"URI":"s3://bucket/cam.py"}]""")
        .Add("cam", "4.0.0", """{"Bootstrap":"x","Run":"x"}""", """ "ComponentDependencies":{"lib":{"VersionRequirement":"^1.2.0"}}""", """[{"URI":"s3://bucket/cam.py"}]""")
        .Add("cam", "5.0.0", artifacts: """[{"URI":"s3://bucket/cam.py"},{"URI":"s3://bucket/far.bin","Digest":"AAAA","Algorithm":"SHA-256"}]""")
        .Add("lib", "1.0.0").Add("lib", "1.1.0").Add("lib", "1.2.0", """{"Bootstrap":"x","Run":"x"}""").Add("other", "1.0.0")
        .AddArtifact("cam", "1.0.0", "cam.py", "one").AddZip("cam", "1.0.0", "model.zip", "model/weights.bin", new string('w', 2000))
        .AddArtifact("cam", "2.0.0", "cam.py", "two").AddArtifact("cam", "3.0.0", "cam.py", "three").AddArtifact("cam", "4.0.0", "cam.py", "four").AddArtifact("cam", "5.0.0", "cam.py", "five");

    private readonly RecipeFolder _next = new RecipeFolder().Add("next", "1.0.0");
    private readonly CrashMatrix _matrix;

    public CrashTests(ITestOutputHelper output)
    {
        _output = output;
        _matrix = new CrashMatrix(Open, new LocalDeploymentRequest { RecipeFolder = _next.Recipes, RootsToAdd = new Dictionary<string, string> { ["next"] = "1.0.0" } });
    }

    public void Dispose()
    {
        _recipes.Dispose();
        _next.Dispose();
    }

    [Fact]
    public async Task A_deployment_stopped_anywhere_leaves_old_or_new_and_the_next_one_succeeds()
    {
        var disk = NewDisk();
        await _matrix.CrashAsync(disk, new CrashCase("install", First, "SUCCESSFUL"));
        disk = await _matrix.GoOnAsync(disk, First);
        await _matrix.CrashAsync(disk, new CrashCase("rollback", Request(("cam", "3.0.0")) with { RollBack = true }, "FAILED_ROLLBACK_COMPLETE"));
        await _matrix.CrashAsync(disk, new CrashCase("update", Request(("cam", "2.0.0"), ("lib", "1.1.0")), "SUCCESSFUL"));
        disk = await _matrix.GoOnAsync(disk, Request(("cam", "2.0.0"), ("lib", "1.1.0")));
        await _matrix.CrashAsync(disk, new CrashCase("configuration", new LocalDeploymentRequest
        {
            Configuration = new Dictionary<string, JsonObject> { ["cam"] = (JsonObject)JsonNode.Parse("""{"MERGE":{"rate":7},"RESET":["/size"]}""")! },
        }, "SUCCESSFUL"));
        await _matrix.CrashAsync(disk, new CrashCase("remove", new LocalDeploymentRequest { RootsToRemove = ["cam"] }, "SUCCESSFUL"));
        Tell();
        Assert.True(_matrix is { FoundOld: > 100, FoundNew: > 100 }, "both states are to be met");
        Assert.True(_matrix.Points >= 500, $"only {_matrix.Points}");
    }

    [Fact]
    public async Task One_whose_bootstrap_scripts_ask_for_restarts_goes_on_after_a_stop_anywhere()
    {
        var disk = await _matrix.GoOnAsync(NewDisk(), First);

        await _matrix.CrashAsync(disk, new CrashCase("bootstrap", Request(("cam", "4.0.0"), ("lib", "1.2.0")), "SUCCESSFUL"));

        Tell();
        Assert.True(_matrix is { FoundOld: > 100, FoundNew: > 100 }, "both states are to be met");
        Assert.InRange(_matrix.MostBootstraps, 2, 3); // at least once: a stop between a script's end and its entry in the journal, twice here at most
    }

    [Fact]
    public async Task One_that_is_canceled_before_the_switch_leaves_the_old_state_wherever_it_is_stopped()
    {
        var disk = await _matrix.GoOnAsync(NewDisk(), First);

        await _matrix.CrashAsync(disk, new CrashCase("cancel while it fetches", Request(("cam", "5.0.0")), [null]) { CancelAt = (_, fetcher) => fetcher.Began });
        await _matrix.CrashAsync(disk, new CrashCase("cancel in a bootstrap script", Request(("cam", "4.0.0"), ("lib", "1.2.0")), [null])
        {
            CancelAt = (runtime, _) => runtime.Bootstrapping.Task,
            HoldsBootstraps = true,
        });

        Tell();
        Assert.Equal(0, _matrix.FoundNew);
        Assert.True(_matrix.Endings["CANCELED"] >= 40, "the cancel is to be met");
    }

    [Fact]
    public async Task One_that_fails_and_is_not_to_be_taken_back_stays_as_it_was_reached_and_the_next_one_succeeds()
    {
        var disk = await _matrix.GoOnAsync(NewDisk(), First);

        await _matrix.CrashAsync(disk, new CrashCase("do nothing", Request(("cam", "3.0.0")), "FAILED_ROLLBACK_NOT_REQUESTED"));

        Tell();
        Assert.True(_matrix is { FoundOld: > 100, FoundNew: > 100 }, "both states are to be met");
        Assert.True(_matrix.Endings["FAILED_ROLLBACK_NOT_REQUESTED"] > 100, "the wreck is to be met");
    }

    private LocalDeploymentRequest First => Request(("cam", "1.0.0"), ("lib", "1.0.0"));

    private LocalDeploymentRequest Request(params (string Name, string Version)[] roots) => _recipes.Request(roots);

    private static SimulatedFileSystem NewDisk()
    {
        var disk = new SimulatedFileSystem();
        disk.CreateFolder(Root);
        disk.SyncFolder("/");
        return disk;
    }

    private static DeploymentDevice Open(SimulatedFileSystem disk, HeldFetcher fetcher)
    {
        var device = new DeploymentDevice(disk, Root, fetchers: fetcher is null ? null : [fetcher]);
        device.Runtime.Breaks.Add("cam@3.0.0");
        device.Runtime.Bootstraps["lib@1.2.0"] = 101;
        device.Runtime.Bootstraps["cam@4.0.0"] = 100;
        return device;
    }

    private void Tell() => _output.WriteLine(
        $"{_matrix.Points} restarts after a stop: {_matrix.FoundOld} found the old state, {_matrix.FoundNew} the new one; "
        + $"then {string.Join(", ", _matrix.Endings.Select(pair => $"{pair.Value} {pair.Key}"))}; at most {_matrix.MostBootstraps} runs of a bootstrap script");
}
