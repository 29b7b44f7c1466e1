using System.Text.Json.Nodes;
using Shoreline.Edge.Artifacts;
using Shoreline.Edge.ConfigStore;
using Shoreline.Edge.Nucleus;

namespace Shoreline.Edge.Tests.Deployments;

/// <summary>
/// Deployments stopped behind and within each call of the file system, by a kill and by power cuts, and started again: the device has the old or the new state as a whole, and takes the next
/// deployment.
/// </summary>
public sealed class CrashTests(ITestOutputHelper output) : IDisposable
{
    private const string Root = "/gg";

    private readonly RecipeFolder _recipes = new RecipeFolder()
        .Add("cam", "1.0.0", rest: """ "ComponentDependencies":{"lib":{"VersionRequirement":"^1.0.0"}},"ComponentConfiguration":{"DefaultConfiguration":{"rate":5}}""",
            artifacts: """[{"URI":"s3://bucket/cam.py"},{"URI":"s3://bucket/model.zip","Unarchive":"ZIP"}]""")
        .Add("cam", "2.0.0", """{"Run":"{artifacts:path}/cam.py {configuration:/rate}"}""",
            """ "ComponentDependencies":{"lib":{"VersionRequirement":"^1.1.0"}},"ComponentConfiguration":{"DefaultConfiguration":{"rate":9,"size":3}}""", """[{"URI":"s3://bucket/cam.py"}]""")
        .Add("cam", "3.0.0", artifacts: """[{"URI":"s3://bucket/cam.py"}]""")
        .Add("lib", "1.0.0").Add("lib", "1.1.0").Add("other", "1.0.0")
        .AddArtifact("cam", "1.0.0", "cam.py", "one").AddZip("cam", "1.0.0", "model.zip", "model/weights.bin", new string('w', 2000))
        .AddArtifact("cam", "2.0.0", "cam.py", "two").AddArtifact("cam", "3.0.0", "cam.py", "three");

    private readonly RecipeFolder _next = new RecipeFolder().Add("next", "1.0.0");
    private int _foundOld;
    private int _foundNew;

    public void Dispose()
    {
        _recipes.Dispose();
        _next.Dispose();
    }

    [Fact]
    public async Task A_deployment_stopped_anywhere_leaves_old_or_new_and_the_next_one_succeeds()
    {
        var disk = new SimulatedFileSystem();
        disk.CreateFolder(Root);
        disk.SyncFolder("/");
        var points = 0;
        points += await CrashAsync("install", disk, Request(("cam", "1.0.0"), ("lib", "1.0.0")));
        disk = await GoOnAsync(disk, Request(("cam", "1.0.0"), ("lib", "1.0.0")));
        points += await CrashAsync("rollback", disk, Request(("cam", "3.0.0")) with { RollBack = true });
        points += await CrashAsync("update", disk, Request(("cam", "2.0.0"), ("lib", "1.1.0")));
        disk = await GoOnAsync(disk, Request(("cam", "2.0.0"), ("lib", "1.1.0")));
        points += await CrashAsync("configuration", disk, new LocalDeploymentRequest
        {
            Configuration = new Dictionary<string, JsonObject> { ["cam"] = (JsonObject)JsonNode.Parse("""{"MERGE":{"rate":7},"RESET":["/size"]}""")! },
        });
        points += await CrashAsync("remove", disk, new LocalDeploymentRequest { RootsToRemove = ["cam"] });
        output.WriteLine($"{points} restarts after a stop: {_foundOld} found the old state, {_foundNew} the new one");
        Assert.True(_foundOld > 100 && _foundNew > 100, "both states are to be met");
        Assert.True(points >= 500, $"only {points}");
    }

    private LocalDeploymentRequest Request(params (string Name, string Version)[] roots) => _recipes.Request(roots);

    private static DeploymentDevice Open(SimulatedFileSystem disk)
    {
        var device = new DeploymentDevice(disk, Root);
        device.Runtime.Breaks.Add("cam@3.0.0");
        return device;
    }

    private static async Task<SimulatedFileSystem> GoOnAsync(SimulatedFileSystem from, LocalDeploymentRequest request)
    {
        var disk = from.Fork();
        await using var device = Open(disk);
        device.Queue.Start();
        Assert.Equal("SUCCEEDED", (await device.DeployAsync(request)).Status);
        return disk;
    }

    private async Task<int> CrashAsync(string what, SimulatedFileSystem from, LocalDeploymentRequest request)
    {
        var (old, @new) = await StatesAsync(from, request);
        var points = 0;
        for (var stopAt = 1; ; stopAt++)
        {
            var disk = from.Fork();
            disk.CallsUntilStop = stopAt;
            var (isDone, id) = await RunAsync(disk, request);
            SimulatedFileSystem[] after = [disk.AsFlushed(), disk.AfterPowerCutCopy(new Random(stopAt)), disk.AfterPowerCutCopy(new Random(-stopAt)), disk.AfterKill()];
            foreach (var (index, stopped) in after.Index())
            {
                try { await CheckAsync(stopped.Fork(), id, old, @new); }
                catch (Exception e) { throw new InvalidOperationException($"{what}, stopped at call {stopAt}, way {index}: {e.Message}", e); }
                points++;
            }
            try { await CheckAsync(await StopRecoveryAsync(after[^1], id, new Random(stopAt)), id, old, @new); }
            catch (Exception e) { throw new InvalidOperationException($"{what}, stopped at call {stopAt}, and once more while it recovered: {e.Message}", e); }
            points++;
            if (isDone) return points;
        }
    }

    /// <summary>Every state that may be seen: before, and after the switch. A deployment that is taken back ends in the one before.</summary>
    private static async Task<(string Old, string New)> StatesAsync(SimulatedFileSystem from, LocalDeploymentRequest request)
    {
        await using var device = Open(from.Fork());
        var old = device.Fingerprint;
        device.Runtime.Breaks.Clear();
        device.Queue.Start();
        Assert.Equal("SUCCEEDED", (await device.DeployAsync(request)).Status);
        Assert.NotEqual(old, device.Fingerprint);
        return (old, device.Fingerprint);
    }

    /// <returns>Whether it came to its end, and its id where that was answered.</returns>
    private static async Task<(bool IsDone, Guid? Id)> RunAsync(SimulatedFileSystem disk, LocalDeploymentRequest request)
    {
        Guid? id = null;
        try
        {
            await using var device = Open(disk);
            var ended = new TaskCompletionSource();
            device.Queue.Ended += (_, _) => ended.TrySetResult();
            device.Queue.Start();
            id = device.Queue.Create(request);
            while (!ended.Task.IsCompleted && !disk.IsStopped) await Task.WhenAny(ended.Task, Task.Delay(1));
            return (!disk.IsStopped, id);
        }
        catch (IOException) when (disk.IsStopped) { return (false, id); }
    }

    /// <summary>A second stop, while what the first one left is put in order.</summary>
    private static async Task<SimulatedFileSystem> StopRecoveryAsync(SimulatedFileSystem disk, Guid? id, Random random)
    {
        var stopped = disk.Fork();
        stopped.CallsUntilStop = random.Next(1, 60);
        try
        {
            await using var device = Open(stopped);
            device.Queue.Start();
            while (id is { } known && !stopped.IsStopped && device.Queue.Find(known)!.Status is ("QUEUED" or "IN_PROGRESS")) await Task.Delay(1);
        }
        catch (IOException) when (stopped.IsStopped) { /* as asked for */ }
        return random.Next(2) == 0 ? stopped.AfterKill() : stopped.AfterPowerCut(random);
    }

    private async Task CheckAsync(SimulatedFileSystem disk, Guid? id, string old, string @new)
    {
        await using var device = Open(disk);
        AssertWhole(device, old, @new);
        if (device.Fingerprint == old) _foundOld++;
        else _foundNew++;
        device.Queue.Start();
        if (id is { } known)
        {
            Assert.NotNull(device.Queue.Find(known)); // its id was answered
            var status = await device.EndOfAsync(known);
            if (status.Status == "SUCCEEDED") Assert.Equal(@new, device.Fingerprint);
            if (status.Details!.Detailed is "FAILED_NO_STATE_CHANGE" or "FAILED_ROLLBACK_COMPLETE") Assert.Equal(old, device.Fingerprint);
            Assert.Contains(status.Details!.Detailed, (string[])["SUCCESSFUL", "FAILED_NO_STATE_CHANGE", "FAILED_ROLLBACK_COMPLETE"]);
        }
        AssertWhole(device, old, @new);
        var next = await device.DeployAsync(new LocalDeploymentRequest { RecipeFolder = _next.Recipes, RootsToAdd = new Dictionary<string, string> { ["next"] = "1.0.0" } });
        Assert.True(next.Status == "SUCCEEDED", $"the next deployment: {next.Details?.Cause}");
        AssertPlaced(device, disk);
        Assert.Equal(ComponentRecords.All(device.Configuration.Root).Select(record => $"{record.Name}@{record.Version}").Order(), device.Running.Order());
    }

    private static void AssertWhole(DeploymentDevice device, string old, string @new)
    {
        Assert.Contains(device.Fingerprint, (string[])[old, @new]);
        var root = device.Configuration.Root;
        foreach (var record in ComponentRecords.All(root)) Assert.NotNull(PackageIndex.FindRecipe(root, new PackageId(record.Name, record.Version)));
        foreach (var content in PackageIndex.Contents(root)) Assert.True(device.Artifacts.Contents.IsIntact(content), $"{content} is not there");
    }

    private static void AssertPlaced(DeploymentDevice device, SimulatedFileSystem disk)
    {
        var root = device.Configuration.Root;
        foreach (var id in ComponentRecords.All(root).Select(record => new PackageId(record.Name, record.Version)))
        {
            Assert.True(device.Artifacts.Folders.IsPlaced(root, id), $"{id} is not in its folders");
            foreach (var artifact in PackageIndex.FindArtifacts(root, id))
            {
                Assert.Equal(device.Artifacts.Contents.ReadAll(artifact.Sha256), disk.Find(Path.Combine(device.Paths.ArtifactsOf(id), artifact.File)).Content);
                if (artifact.IsUnpacked) Assert.Equal(2000, disk.Find(Path.Combine(device.Paths.UnpackedOf(id), "model/model/weights.bin")).Content.Length);
            }
        }
    }
}
