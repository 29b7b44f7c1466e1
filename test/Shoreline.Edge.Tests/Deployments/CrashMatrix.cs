using Shoreline.Edge.Artifacts;
using Shoreline.Edge.ConfigStore;
using Shoreline.Edge.Nucleus;

namespace Shoreline.Edge.Tests.Deployments;

/// <summary>
/// Carries a deployment out over and over, stopped behind and within each call of the file system, by a kill and by power cuts, and starts the device again: it has the old or the new state as
/// a whole, and takes the next deployment.
/// </summary>
/// <param name="open">A device on a disk.</param>
/// <param name="next">The deployment that must succeed afterwards.</param>
internal sealed class CrashMatrix(Func<SimulatedFileSystem, HeldFetcher, DeploymentDevice> open, LocalDeploymentRequest next)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public int Points { get; private set; }

    public int FoundOld { get; private set; }

    public int FoundNew { get; private set; }

    /// <summary>How often the deployment that was stopped ended in which way after the start.</summary>
    public SortedDictionary<string, int> Endings { get; } = new(StringComparer.Ordinal);

    /// <summary>The most runs of one bootstrap script for one deployment.</summary>
    public int MostBootstraps { get; private set; }

    public async Task<SimulatedFileSystem> GoOnAsync(SimulatedFileSystem from, LocalDeploymentRequest request)
    {
        var disk = from.Fork();
        await using var device = open(disk, new HeldFetcher());
        device.Queue.Start();
        Assert.Equal("SUCCEEDED", (await device.DeployAsync(request)).Status);
        return disk;
    }

    public async Task CrashAsync(SimulatedFileSystem from, CrashCase @case)
    {
        var states = await StatesAsync(from, @case);
        for (var stopAt = 1; ; stopAt++)
        {
            var disk = from.Fork();
            disk.CallsUntilStop = stopAt;
            var life = new Life(@case);
            var isDone = await RunAsync(disk, life);
            SimulatedFileSystem[] after = [disk.AsFlushed(), disk.AfterPowerCutCopy(new Random(stopAt)), disk.AfterPowerCutCopy(new Random(-stopAt)), disk.AfterKill()];
            foreach (var (index, stopped) in after.Index())
            {
                try { await CheckAsync(stopped.Fork(), life.Copy(), states); }
                catch (Exception e) { throw new InvalidOperationException($"{@case.Name}, stopped at call {stopAt}, way {index}: {e.Message}", e); }
            }
            try { await CheckAsync(await StopRecoveryAsync(after[^1], life, new Random(stopAt)), life, states); }
            catch (Exception e) { throw new InvalidOperationException($"{@case.Name}, stopped at call {stopAt}, and once more while it recovered: {e.Message}", e); }
            if (isDone) return;
        }
    }

    /// <summary>Every state that may be seen: before, and after the switch. A deployment that is taken back ends in the one before.</summary>
    private async Task<(string Old, string New)> StatesAsync(SimulatedFileSystem from, CrashCase @case)
    {
        await using var device = open(from.Fork(), new HeldFetcher());
        var old = device.Fingerprint;
        if (@case.CancelAt is not null) return (old, old);
        device.Runtime.Breaks.Clear();
        device.Runtime.Bootstraps.Clear();
        device.Queue.Start();
        Assert.Equal("SUCCEEDED", (await device.DeployAsync(@case.Request)).Status);
        Assert.NotEqual(old, device.Fingerprint);
        return (old, device.Fingerprint);
    }

    /// <returns>Whether the deployment came to its end before the disk stopped.</returns>
    private async Task<bool> RunAsync(SimulatedFileSystem disk, Life life)
    {
        try
        {
            while (true)
            {
                await using var device = Open(disk, life);
                var ended = new TaskCompletionSource();
                device.Queue.Ended += (_, _) => ended.TrySetResult();
                device.Queue.Start();
                life.Id ??= device.Queue.Create(life.Case.Request);
                await life.CancelInTimeAsync(device, () => disk.IsStopped);
                while (!ended.Task.IsCompleted && !device.Queue.RestartAsked.IsCompleted && !disk.IsStopped) await Task.WhenAny(ended.Task, Task.Delay(1));
                if (disk.IsStopped || ended.Task.IsCompleted) return !disk.IsStopped;
            }
        }
        catch (IOException) when (disk.IsStopped) { return false; }
    }

    /// <summary>A second stop, while what the first one left is put in order.</summary>
    private async Task<SimulatedFileSystem> StopRecoveryAsync(SimulatedFileSystem disk, Life life, Random random)
    {
        var stopped = disk.Fork();
        stopped.CallsUntilStop = random.Next(1, 60);
        try
        {
            await using var device = Open(stopped, life);
            device.Queue.Start();
            await life.CancelInTimeAsync(device, () => stopped.IsStopped);
            while (life.Id is { } id && !stopped.IsStopped && !device.Queue.RestartAsked.IsCompleted && device.Queue.Find(id)!.Status is ("QUEUED" or "IN_PROGRESS")) await Task.Delay(1);
        }
        catch (IOException) when (stopped.IsStopped) { /* as asked for */ }
        return random.Next(2) == 0 ? stopped.AfterKill() : stopped.AfterPowerCut(random);
    }

    private async Task CheckAsync(SimulatedFileSystem disk, Life life, (string Old, string New) states)
    {
        Points++;
        for (var start = 1; ; start++)
        {
            await using var device = Open(disk, life);
            AssertWhole(device, states);
            if (start == 1 && device.Fingerprint == states.Old) FoundOld++;
            else if (start == 1) FoundNew++;
            var wasOver = life.Id is { } before && device.Queue.Find(before) is { Status: not ("QUEUED" or "IN_PROGRESS") };
            var ended = new TaskCompletionSource();
            device.Queue.Ended += (_, _) => ended.TrySetResult(); // it is cleaned up then, too
            device.Queue.Start();
            if (life.Id is { } id && !wasOver && !await IsOverAsync(device, life, id, ended.Task))
            {
                Assert.True(start <= 3, "it asks for restarts over and over");
                continue;
            }
            if (life.Id is { } known) CheckEnding(device, device.Queue.Find(known)!, life, states);
            AssertWhole(device, states);
            var after = await device.DeployAsync(next);
            Assert.True(after.Status == "SUCCEEDED", $"the next deployment: {after.Details?.Cause}");
            AssertPlaced(device, disk);
            Assert.Equal(ComponentRecords.All(device.Configuration.Root).Select(record => $"{record.Name}@{record.Version}").Order(), device.Running.Order());
            return;
        }
    }

    /// <returns>False where it asks for a restart instead.</returns>
    private static async Task<bool> IsOverAsync(DeploymentDevice device, Life life, Guid id, Task ended)
    {
        Assert.NotNull(device.Queue.Find(id)); // its id was answered
        await life.CancelInTimeAsync(device, () => false);
        for (var since = DateTime.UtcNow; !ended.IsCompleted; await Task.Delay(1))
        {
            if (device.Queue.RestartAsked.IsCompleted) return false;
            if (DateTime.UtcNow - since > Patience) throw new TimeoutException($"The deployment does not end: {string.Join('\n', device.Logger.Lines)}");
        }
        return true;
    }

    private void CheckEnding(DeploymentDevice device, LocalDeployment deployment, Life life, (string Old, string New) states)
    {
        var end = deployment.Details?.Detailed;
        Endings[end ?? deployment.Status] = Endings.GetValueOrDefault(end ?? deployment.Status) + 1;
        // One whose turn had come, and nothing more, is not begun again (docs/formats/deployment.md).
        Assert.Contains(end, (string?[])[.. life.Case.Ends, "FAILED_NO_STATE_CHANGE"]);
        if (end is "SUCCESSFUL" or "FAILED_ROLLBACK_NOT_REQUESTED") Assert.Equal(states.New, device.Fingerprint);
        if (end is null or "FAILED_NO_STATE_CHANGE" or "FAILED_ROLLBACK_COMPLETE") Assert.Equal(states.Old, device.Fingerprint);
        if (end == "SUCCESSFUL" && life.Bootstraps.Count > 0) MostBootstraps = Math.Max(MostBootstraps, life.Bootstraps.GroupBy(line => line).Max(runs => runs.Count()));
    }

    private DeploymentDevice Open(SimulatedFileSystem disk, Life life)
    {
        var device = open(disk, life.Fetcher = new HeldFetcher());
        device.Runtime.HoldsBootstraps = life.Case.HoldsBootstraps;
        device.Runtime.BootstrapLog = life.Bootstraps;
        life.Id ??= device.Queue.List().FirstOrDefault(deployment => deployment.Status is "QUEUED" or "IN_PROGRESS")?.Id; // it was taken in all the same
        return device;
    }

    private static void AssertWhole(DeploymentDevice device, (string Old, string New) states)
    {
        Assert.Contains(device.Fingerprint, (string[])[states.Old, states.New]);
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

    /// <summary>One way that a case goes, over all its starts.</summary>
    private sealed class Life(CrashCase @case)
    {
        public CrashCase Case => @case;

        /// <summary>Null until it was answered, or is found on the disk.</summary>
        public Guid? Id { get; set; }

        public List<string> Bootstraps { get; private init; } = [];

        /// <summary>Of the device that was opened last.</summary>
        public HeldFetcher Fetcher { get; set; } = new();

        public Life Copy() => new(@case) { Id = Id, Bootstraps = [.. Bootstraps] };

        /// <summary>Cancels the deployment once it is so far, if it comes so far.</summary>
        public async Task CancelInTimeAsync(DeploymentDevice device, Func<bool> isStopped)
        {
            if (@case.CancelAt is null || Id is not { } id) return;
            var moment = @case.CancelAt(device.Runtime, Fetcher);
            while (!moment.IsCompleted && !isStopped() && device.Queue.Find(id)!.Status is "QUEUED" or "IN_PROGRESS") await Task.WhenAny(moment, Task.Delay(1));
            if (moment.IsCompleted) device.Queue.Cancel(id);
        }
    }
}
