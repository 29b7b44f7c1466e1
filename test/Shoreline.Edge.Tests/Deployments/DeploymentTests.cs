using System.Text.Json.Nodes;
using Shoreline.Edge.Artifacts;
using Shoreline.Edge.ConfigStore;
using Shoreline.Edge.Deployments;
using Shoreline.Edge.Nucleus;
using Shoreline.Edge.Runtime.Steps;
using Shoreline.Streams.Files;

namespace Shoreline.Edge.Tests.Deployments;

/// <summary>Deployments on a real disk, with components that are no processes. Rows of greengrass-components, section 15, in the names' order.</summary>
public sealed class DeploymentTests : IAsyncDisposable
{
    private readonly ScratchFolder _root = new();
    private readonly RecipeFolder _recipes = new();
    private DeploymentDevice _device;

    public DeploymentTests()
    {
        _device = Open();
        _device.Queue.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await _device.DisposeAsync();
        _recipes.Dispose();
        _root.Dispose();
    }

    [Fact]
    public async Task The_same_deployment_twice_starts_nothing_again()
    {
        _recipes.Add("a", "1.0.0", rest: Needs("b", "^1.0.0")).Add("b", "1.0.0");
        await SucceedAsync(("a", "1.0.0"));
        Assert.Equal(["start b@1.0.0", "start a@1.0.0"], _device.Runtime.Log);

        await SucceedAsync(("a", "1.0.0"));

        Assert.Equal(2, _device.Runtime.Log.Count);
    }

    [Fact]
    public async Task An_edited_recipe_of_the_same_version_takes_effect()
    {
        _recipes.Add("a", "1.0.0");
        await SucceedAsync(("a", "1.0.0"));
        _recipes.Add("a", "1.0.0", """{"Run":"y"}""");

        await SucceedAsync(("a", "1.0.0"));

        Assert.Equal(["start a@1.0.0", "start a@1.0.0"], _device.Runtime.Log);
    }

    [Fact]
    public async Task A_changed_configuration_restarts_only_what_has_it_in_a_script()
    {
        _recipes.Add("plain", "1.0.0", rest: Defaults("""{"rate":1}""")).Add("scripted", "1.0.0", """{"Run":"x {configuration:/rate}"}""", Defaults("""{"rate":1}"""));
        await SucceedAsync(("plain", "1.0.0"), ("scripted", "1.0.0"));
        _device.Runtime.Log.Clear();
        var heard = new List<string>();
        using var watch = _device.Configuration.Watch("plain", [], (_, path) => heard.Add(string.Join('/', path)));

        await UpdateAsync("""{"MERGE":{"rate":2}}""", "plain", "scripted");

        Assert.Equal(["start scripted@1.0.0"], _device.Runtime.Log);
        Assert.Equal(["rate"], heard);
    }

    [Fact]
    public async Task A_new_default_overrides_nothing_and_reset_comes_before_merge()
    {
        _recipes.Add("a", "1.0.0", rest: Defaults("""{"rate":1,"size":1}""")).Add("a", "2.0.0", rest: Defaults("""{"rate":9,"size":9,"more":9}"""));
        await SucceedAsync(("a", "1.0.0"));
        await SucceedAsync(("a", "2.0.0"));
        Assert.Equal("""{"more":9,"rate":1,"size":1}""", Configuration("a"));

        await UpdateAsync("""{"RESET":["/rate","/size"],"MERGE":{"size":5}}""", "a");

        Assert.Equal("""{"more":9,"rate":9,"size":5}""", Configuration("a"));
    }

    [Fact]
    public async Task What_a_component_wrote_later_wins_over_an_older_deployment()
    {
        _recipes.Add("a", "1.0.0", rest: Defaults("""{"rate":1}"""));
        await SucceedAsync(("a", "1.0.0"));
        _device.Configuration.Merge("a", [], JsonNode.Parse("""{"rate":2}"""), long.MaxValue / 2);

        await UpdateAsync("""{"MERGE":{"rate":3}}""", "a");

        Assert.Equal("""{"rate":2}""", Configuration("a"));
    }

    [Fact]
    public async Task Without_rollback_the_broken_version_stays()
    {
        await FailAsync(rollBack: false, "FAILED_ROLLBACK_NOT_REQUESTED");

        Assert.Equal(["a@2.0.0"], _device.Running);
        Assert.Equal("2.0.0", ComponentRecords.Find(_device.Configuration.Root, "a")!.Version);
    }

    [Fact]
    public async Task With_rollback_version_configuration_and_files_come_back_without_network()
    {
        await FailAsync(rollBack: true, "FAILED_ROLLBACK_COMPLETE");

        Assert.Equal(["a@1.0.0"], _device.Running);
        Assert.Equal("""{"rate":1}""", Configuration("a"));
        Assert.Equal("one", await File.ReadAllTextAsync(Path.Combine(_device.Paths.ArtifactsOf(new PackageId("a", "1.0.0")), "file")));
    }

    [Fact]
    public async Task Files_changed_under_the_same_version_come_back_too()
    {
        _recipes.Add("a", "1.0.0", artifacts: File1).AddArtifact("a", "1.0.0", "file", "one").Add("bad", "1.0.0");
        await SucceedAsync(("a", "1.0.0"));
        _recipes.AddArtifact("a", "1.0.0", "file", "edited");
        _device.Runtime.Breaks.Add("bad@1.0.0");

        var failed = await _device.DeployAsync(_recipes.Request(("a", "1.0.0"), ("bad", "1.0.0")) with { RollBack = true });

        Assert.Equal("FAILED_ROLLBACK_COMPLETE", failed.Details!.Detailed);
        Assert.Equal("one", await File.ReadAllTextAsync(Path.Combine(_device.Paths.ArtifactsOf(new PackageId("a", "1.0.0")), "file")));
        await SucceedAsync(("a", "1.0.0"));
        Assert.Equal("edited", await File.ReadAllTextAsync(Path.Combine(_device.Paths.ArtifactsOf(new PackageId("a", "1.0.0")), "file")));
    }

    [Fact]
    public async Task The_last_root_takes_its_own_dependencies_with_it_and_leaves_shared_ones()
    {
        _recipes.Add("a", "1.0.0", rest: "\"ComponentDependencies\":{\"own\":{\"VersionRequirement\":\"*\"},\"shared\":{\"VersionRequirement\":\"*\"}}")
            .Add("b", "1.0.0", rest: Needs("shared", "*")).Add("own", "1.0.0").Add("shared", "1.0.0");
        await SucceedAsync(("a", "1.0.0"), ("b", "1.0.0"));

        var removed = await _device.DeployAsync(new LocalDeploymentRequest { RootsToRemove = ["a"] });

        Assert.Equal("SUCCEEDED", removed.Status);
        Assert.Equal(["b@1.0.0", "shared@1.0.0"], _device.Running.Order());
        Assert.Null(_device.Configuration.Get("a", []));
        Assert.False(Directory.Exists(_device.Paths.ArtifactsOf(new PackageId("own", "1.0.0"))));
    }

    [Fact]
    public async Task Groups_keep_their_roots_and_a_conflict_fails_the_newer_deployment()
    {
        _recipes.Add("a", "1.0.0", rest: Needs("lib", "^1.0.0")).Add("b", "1.0.0", rest: Needs("lib", "^2.0.0")).Add("c", "1.0.0").Add("lib", "1.0.0").Add("lib", "2.0.0");
        Assert.Equal("SUCCEEDED", (await _device.DeployAsync(_recipes.Request(("a", "1.0.0")) with { GroupName = "one" })).Status);
        Assert.Equal("SUCCEEDED", (await _device.DeployAsync(_recipes.Request(("c", "1.0.0")) with { GroupName = "two" })).Status);
        Assert.Equal(["a@1.0.0", "c@1.0.0", "lib@1.0.0"], _device.Running.Order());
        var before = _device.Fingerprint;

        var conflict = await _device.DeployAsync(_recipes.Request(("b", "1.0.0")) with { GroupName = "two" });

        Assert.Equal("FAILED_NO_STATE_CHANGE", conflict.Details!.Detailed);
        Assert.Equal(["DEPLOYMENT_FAILURE", "NO_AVAILABLE_COMPONENT_VERSION", "COMPONENT_VERSION_REQUIREMENTS_NOT_MET"], conflict.Details.ErrorStack);
        Assert.Equal(
            "No version of lib fits: component a 1.0.0 asks for ^1.0.0; component b 1.0.0 asks for ^2.0.0. The device has 2.0.0, 1.0.0. Deploy with a recipe that fits, or change what is asked for.",
            conflict.Details.Cause);
        Assert.Equal(before, _device.Fingerprint);
    }

    [Fact]
    public async Task Artifacts_are_found_by_name_in_the_folder_and_archives_unpacked_beside_them()
    {
        _recipes.Add("a", "1.0.0", artifacts: """[{"URI":"S3://any/where/run.sh","Permission":{"Execute":"ALL"}},{"URI":"s3://any/pack.zip","Unarchive":"ZIP"}]""")
            .AddArtifact("a", "1.0.0", "run.sh", "#!").AddArtifact("a", "1.0.0", "more/data", "x").AddZip("a", "1.0.0", "pack.zip", "in/side.txt", "deep");

        await SucceedAsync(("a", "1.0.0"));

        var id = new PackageId("a", "1.0.0");
        Assert.Equal("#!", await File.ReadAllTextAsync(Path.Combine(_device.Paths.ArtifactsOf(id), "run.sh")));
        Assert.Equal("x", await File.ReadAllTextAsync(Path.Combine(_device.Paths.ArtifactsOf(id), "more/data")));
        Assert.Equal("deep", await File.ReadAllTextAsync(Path.Combine(_device.Paths.UnpackedOf(id), "pack/in/side.txt")));
        Assert.Equal("r-xr-xr-x", Mode(Path.Combine(_device.Paths.ArtifactsOf(id), "run.sh")));
        Assert.Equal("r--------", Mode(Path.Combine(_device.Paths.UnpackedOf(id), "pack/in/side.txt")));
        Assert.Equal("rwxr-xr-x", Mode(_device.Paths.ArtifactsOf(id)));
        Assert.True(File.Exists(_device.Paths.RecipeOf(id, Shoreline.Greengrass.Recipes.RecipeSyntax.Json)));
    }

    [Theory]
    [InlineData("s3://b/absent.py", "RECIPE_MISSING_ARTIFACT_HASH_ALGORITHM")]
    [InlineData("absent.py", "EMPTY_ARTIFACT_SCHEME")]
    [InlineData("ftp://b/absent.py", "UNSUPPORTED_ARTIFACT_SCHEME")]
    [InlineData("s3://b/..", "ARTIFACT_URI_NOT_VALID")]
    public async Task An_artifact_that_cannot_be_had_changes_nothing(string uri, string code)
    {
        _recipes.Add("a", "1.0.0", artifacts: $$"""[{"URI":"{{uri}}"}]""");

        var failed = await _device.DeployAsync(_recipes.Request(("a", "1.0.0")));

        Assert.Equal(["DEPLOYMENT_FAILURE", "ARTIFACT_DOWNLOAD_ERROR", code], failed.Details!.ErrorStack);
        Assert.Empty(_device.Running);
    }

    [Fact]
    public async Task Container_images_need_the_component_that_stands_for_their_engine()
    {
        _recipes.Add("a", "1.0.0", artifacts: """[{"URI":"docker:alpine:3"}]""");

        var failed = await _device.DeployAsync(_recipes.Request(("a", "1.0.0")));

        Assert.Equal(["DEPLOYMENT_FAILURE", "MISSING_DOCKER_APPLICATION_MANAGER"], failed.Details!.ErrorStack);
    }

    [Fact]
    public async Task Bootstrap_scripts_run_before_the_switch_and_go_on_after_the_restart_they_ask_for()
    {
        _recipes.Add("a", "1.0.0", """{"Bootstrap":"x","Run":"y"}""").Add("b", "1.0.0", """{"bootstrap":{"Script":"x"}}""", Needs("a", "*"));
        _device.Runtime.Bootstraps["a@1.0.0"] = 101;
        var id = _device.Queue.Create(_recipes.Request(("b", "1.0.0")));
        Assert.Equal(RestartWish.Device, await _device.Queue.RestartAsked.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Equal(["bootstrap a@1.0.0"], _device.Runtime.Log);
        Assert.Equal("IN_PROGRESS", _device.Queue.Find(id)!.Status);
        Directory.Delete(_recipes.Recipes, recursive: true); // a reboot empties temporary folders

        await RestartAsync();

        Assert.Equal("SUCCEEDED", (await _device.EndOfAsync(id)).Status);
        Assert.Equal(["bootstrap b@1.0.0", "start a@1.0.0", "start b@1.0.0"], _device.Runtime.Log);
    }

    [Theory]
    [InlineData(7, "COMPONENT_BOOTSTRAP_ERROR")]
    [InlineData(null, "COMPONENT_BOOTSTRAP_TIMEOUT")]
    public async Task A_bootstrap_script_that_fails_brings_everything_back(int? exitCode, string code)
    {
        _recipes.Add("a", "1.0.0", """{"Run":"y"}""").Add("a", "2.0.0", """{"Bootstrap":"x","Run":"y"}""");
        await SucceedAsync(("a", "1.0.0"));
        _device.Runtime.Bootstraps["a@2.0.0"] = exitCode;

        var failed = await _device.DeployAsync(_recipes.Request(("a", "2.0.0")));

        Assert.Equal(["DEPLOYMENT_FAILURE", "COMPONENT_UPDATE_ERROR", code], failed.Details!.ErrorStack);
        Assert.Equal("FAILED_ROLLBACK_COMPLETE", failed.Details.Detailed);
        Assert.Equal(["a@1.0.0"], _device.Running);
    }

    [Fact]
    public async Task A_bootstrap_script_that_cannot_be_started_is_a_failure_that_tells_why()
    {
        _recipes.Add("a", "1.0.0", """{"Bootstrap":"x","Run":"y"}""");
        _device.Runtime.BootstrapFault = new StepException(StepFailure.MissingDefaultRunWith, "a names no user");

        var failed = await _device.DeployAsync(_recipes.Request(("a", "1.0.0")));

        Assert.Equal(["DEPLOYMENT_FAILURE", "COMPONENT_UPDATE_ERROR", "COMPONENT_BOOTSTRAP_ERROR"], failed.Details!.ErrorStack);
        Assert.Equal("a names no user", failed.Details.Cause);
    }

    [Fact]
    public async Task A_bootstrap_script_that_the_end_of_the_nucleus_interrupts_runs_again_but_not_for_ever()
    {
        _recipes.Add("a", "1.0.0", """{"Run":"y"}""").Add("a", "2.0.0", """{"Bootstrap":"x","Run":"y"}""");
        await SucceedAsync(("a", "1.0.0"));
        _device.Runtime.HoldsBootstraps = true;
        var id = _device.Queue.Create(_recipes.Request(("a", "2.0.0")));
        for (var start = 1; start <= 3; start++)
        {
            await _device.Runtime.Bootstrapping.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            await RestartAsync(runtime => runtime.HoldsBootstraps = true);
        }

        var failed = await _device.EndOfAsync(id);

        Assert.Equal("FAILED_ROLLBACK_COMPLETE", failed.Details!.Detailed);
        Assert.StartsWith("The bootstrap script of a 2.0.0 was begun 3 times, and each time the gateway ended before it did.", failed.Details.Cause, StringComparison.Ordinal);
        Assert.Equal(["a@1.0.0"], _device.Running);
    }

    [Fact]
    public async Task A_deployment_that_waits_for_a_restart_can_be_canceled()
    {
        _recipes.Add("a", "1.0.0", """{"Run":"y"}""").Add("a", "2.0.0", """{"Bootstrap":"x","Run":"y"}""");
        await SucceedAsync(("a", "1.0.0"));
        _device.Runtime.Bootstraps["a@2.0.0"] = 100;
        var id = _device.Queue.Create(_recipes.Request(("a", "2.0.0")));
        await _device.Queue.RestartAsked.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        _device.Queue.Cancel(id);
        await RestartAsync();

        Assert.Equal("CANCELED", _device.Queue.Find(id)!.Status);
        await Until.TrueAsync(() => _device.Running.SequenceEqual(["a@1.0.0"]), "the old version to run again");
    }

    [Fact]
    public async Task A_running_deployment_is_canceled_and_what_it_changed_stays()
    {
        _recipes.Add("a", "1.0.0");
        _device.Runtime.Hold = new TaskCompletionSource();
        _device.Runtime.Hold.SetResult();
        await SucceedAsync(("a", "1.0.0"));
        _recipes.Add("a", "2.0.0");
        _device.Runtime.Hold = new TaskCompletionSource();
        var running = _device.Queue.Create(_recipes.Request(("a", "2.0.0")));
        var waiting = _device.Queue.Create(_recipes.Request(("a", "1.0.0")));
        await Until.TrueAsync(() => _device.Configuration.Root.Find(["services", "a", "version"])?.ToJson()?.GetValue<string>() == "2.0.0", "the switch");

        Assert.Equal($"Cancel request submitted. Deployment ID: {waiting}", _device.Queue.Cancel(waiting));
        Assert.Equal("CANCELED", _device.Queue.Find(waiting)!.Status);
        _device.Queue.Cancel(running);

        Assert.Equal("CANCELED", (await _device.EndOfAsync(running)).Status);
        Assert.Contains("already finished", _device.Queue.Cancel(running), StringComparison.Ordinal);
        Assert.Null(_device.Queue.Cancel(Guid.NewGuid()));
        Assert.Equal("2.0.0", ComponentRecords.Find(_device.Configuration.Root, "a")!.Version);
    }

    [Fact]
    public async Task Deployments_are_known_after_a_restart_newest_first()
    {
        _recipes.Add("a", "1.0.0");
        await SucceedAsync(("a", "1.0.0"));
        await _device.DeployAsync(_recipes.Request(("nowhere", "1.0.0")));

        await RestartAsync();

        Assert.Equal(["FAILED", "SUCCEEDED"], _device.Queue.List().Select(deployment => deployment.Status));
        Assert.Equal("No version of nowhere fits: group LOCAL_DEPLOYMENT asks for 1.0.0. The device has no version of it. Deploy with a recipe that fits, or change what is asked for.",
            _device.Queue.List()[0].Details!.Cause);
        await Until.TrueAsync(() => _device.Running.Count == 1, "the component to run again");
    }

    [Fact]
    public async Task Versions_that_are_neither_current_nor_previous_go()
    {
        _recipes.Add("a", "1.0.0").Add("a", "2.0.0").Add("a", "3.0.0").AddArtifact("a", "1.0.0", "f", "1").AddArtifact("a", "2.0.0", "f", "2").AddArtifact("a", "3.0.0", "f", "3");
        await SucceedAsync(("a", "1.0.0"));
        await SucceedAsync(("a", "2.0.0"));

        await SucceedAsync(("a", "3.0.0"));

        var root = _device.Configuration.Root;
        Assert.Equal(["2.0.0", "3.0.0"], PackageIndex.AllRecipes(root).Select(recipe => recipe.Id.Version).Order());
        Assert.Equal(["3.0.0"], Directory.GetDirectories(Path.Combine(_device.Paths.Artifacts, "a")).Select(path => Path.GetFileName(path)!).Except(["2.0.0"]));
        Assert.Equal(PackageIndex.Contents(root).Distinct().Order(), Directory.GetFiles(_device.Paths.Contents).Select(path => Path.GetFileName(path)!).Order());
    }

    [Fact]
    public async Task A_refused_configuration_changes_nothing()
    {
        _recipes.Add("a", "1.0.0", rest: Defaults("""{"rate":1}"""));
        await SucceedAsync(("a", "1.0.0"));
        _device.Consent.Refusal = ("a", "too fast");

        var failed = await _device.DeployAsync(new LocalDeploymentRequest
        {
            Configuration = new Dictionary<string, JsonObject> { ["a"] = (JsonObject)JsonNode.Parse("""{"MERGE":{"rate":900}}""")! },
        });

        Assert.Equal(["DEPLOYMENT_FAILURE", "COMPONENT_CONFIGURATION_NOT_VALID"], failed.Details!.ErrorStack);
        Assert.Equal("a does not accept its new configuration: too fast", failed.Details.Cause);
        Assert.Equal("""{"rate":1}""", Configuration("a"));
        Assert.Equal(["validate a"], _device.Consent.Log);
    }

    [Fact]
    public async Task A_fleet_document_brings_its_whole_group_and_an_older_one_is_rejected()
    {
        _recipes.Add("a", "1.0.0", rest: Defaults("""{"rate":1}""")).Add("b", "1.0.0");
        await SucceedAsync(("a", "1.0.0"), ("b", "1.0.0"));

        var first = await _device.DeployAsync(Fleet(2000, """{"a":{"version":"^1.0.0","configurationUpdate":{"merge":{"rate":4}}}}"""));
        var stale = await _device.DeployAsync(Fleet(1000, "{}"));

        Assert.Equal("SUCCEEDED", first.Status);
        Assert.Equal(["ask False 30", "updated"], _device.Consent.Log.Where(line => line[0] != 'v'));
        Assert.Equal("""{"rate":4}""", Configuration("a"));
        Assert.Equal(("REJECTED", "DEPLOYMENT_REJECTED"), (stale.Details!.Detailed, stale.Details.ErrorStack[0]));
        Assert.Equal(["a@1.0.0", "b@1.0.0"], _device.Running.Order());
    }

    private const string File1 = """[{"URI":"s3://b/file"}]""";

    private static DeploymentDocument Fleet(long timestampMs, string components) => FleetDocument.Read(System.Text.Encoding.UTF8.GetBytes($$"""
        {"DeploymentId":"{{Guid.NewGuid()}}","configurationArn":"arn:aws:greengrass:eu-west-1:1:configuration:thinggroup/plant:3","creationTimestamp":{{timestampMs}},
         "components":{{components}},"componentUpdatePolicy":{"timeout":30,"action":"NOTIFY_COMPONENTS"},"unknown":1}
        """), null);

    private static string Needs(string name, string range) =>
        new JsonObject { ["ComponentDependencies"] = new JsonObject { [name] = new JsonObject { ["VersionRequirement"] = range } } }.ToJsonString()[1..^1];

    private static string Defaults(string json) =>
        new JsonObject { ["ComponentConfiguration"] = new JsonObject { ["DefaultConfiguration"] = JsonNode.Parse(json) } }.ToJsonString()[1..^1];

    private static string Mode(string path)
    {
        var mode = (int)File.GetUnixFileMode(path);
        return string.Concat(Enumerable.Range(0, 9).Select(bit => (mode & (1 << (8 - bit))) != 0 ? "rwx"[bit % 3] : '-'));
    }

    private DeploymentDevice Open() => new(DiskFileSystem.Instance, _root.Path, UnixArtifactDisk.Instance);

    private async Task RestartAsync(Action<MemoryRuntime>? prepare = null)
    {
        await _device.DisposeAsync();
        _device = Open();
        prepare?.Invoke(_device.Runtime);
        _device.Queue.Start();
    }

    [Fact]
    public async Task Configuration_of_what_is_no_root_has_no_effect_and_is_told()
    {
        _recipes.Add("a", "1.0.0");
        var update = (JsonObject)JsonNode.Parse("""{"MERGE":{"awsRegion":"eu-west-1"}}""")!;
        var request = _recipes.Request(("a", "1.0.0")) with
        {
            Configuration = new Dictionary<string, JsonObject> { ["aws.greengrass.Nucleus"] = update },
        };

        Assert.Equal("SUCCEEDED", (await _device.DeployAsync(request)).Status);

        Assert.Contains(
            _device.Logger.Lines,
            line => line.Contains("What it says of aws.greengrass.Nucleus has no effect", StringComparison.Ordinal)
                && line.Contains("Name its version", StringComparison.Ordinal));
    }

    private string Configuration(string name) => _device.Configuration.Get(name, [])!.Value.Value!.ToJsonString();

    private async Task SucceedAsync(params (string Name, string Version)[] roots)
    {
        var deployment = await _device.DeployAsync(_recipes.Request(roots));
        Assert.True(deployment.Status == "SUCCEEDED", deployment.Details?.Cause);
    }

    private async Task UpdateAsync(string update, params string[] names)
    {
        var deployment = await _device.DeployAsync(new LocalDeploymentRequest { Configuration = names.ToDictionary(name => name, _ => (JsonObject)JsonNode.Parse(update)!) });
        Assert.True(deployment.Status == "SUCCEEDED", deployment.Details?.Cause);
    }

    private async Task FailAsync(bool rollBack, string detailed)
    {
        _recipes.Add("a", "1.0.0", rest: Defaults("""{"rate":1}"""), artifacts: File1).AddArtifact("a", "1.0.0", "file", "one")
            .Add("a", "2.0.0", rest: Defaults("""{"more":1}"""));
        await SucceedAsync(("a", "1.0.0"));
        _device.Runtime.Breaks.Add("a@2.0.0");

        var failed = await _device.DeployAsync(_recipes.Request(("a", "2.0.0")) with { RollBack = rollBack });

        Assert.Equal(("FAILED", detailed), (failed.Status, failed.Details!.Detailed));
        Assert.Equal(["DEPLOYMENT_FAILURE", "COMPONENT_UPDATE_ERROR", "COMPONENT_BROKEN"], failed.Details.ErrorStack);
        Assert.Equal(["USER_COMPONENT_ERROR"], failed.Details.ErrorTypes);
        Assert.Equal("a 2.0.0 is broken: RUN_ERROR: exit code 1", failed.Details.Cause);
    }
}
