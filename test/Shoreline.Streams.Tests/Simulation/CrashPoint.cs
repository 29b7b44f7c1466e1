using System.Text;

namespace Shoreline.Streams.Tests.Simulation;

/// <summary>A store stopped behind one call of the file system.</summary>
/// <param name="Number">Which call of the run it was, from 1.</param>
/// <param name="Disk">As the call left it.</param>
/// <param name="World">What must hold.</param>
internal sealed record CrashPoint(int Seed, int Number, DiskCall Call, SimulatedFileSystem Disk, World World)
{
    /// <summary>A power cut has just been, and nobody has looked yet what it took.</summary>
    public bool PowerWasCut { get; init; }

    /// <summary>Recovers in every way asked for, and compares.</summary>
    /// <param name="everyRecoveryCall">Stops each recovery at each of its calls; otherwise one of them at one.</param>
    /// <returns>How many recoveries were tried.</returns>
    public async Task<int> CheckAsync(bool everyRecoveryCall)
    {
        var random = new Random(unchecked(Seed * 1_000_003 + Number));
        var tried = 0;
        var ways = Ways(random).ToArray();
        var stopped = random.Next(ways.Length);
        for (var way = 0; way < ways.Length; way++)
        {
            var (how, stop, disk) = ways[way];
            var calls = await TryAsync(how, disk.Fork(), stop, random);
            tried++;
            var (from, to) = everyRecoveryCall ? (1, calls) : way == stopped ? (random.Next(1, calls + 1), 0) : (1, 0);
            for (var at = from; at <= Math.Max(to, way == stopped ? from : 0); at++, tried++)
                await TryAsync($"{how}, recovery stopped at its call {at}", disk.Fork(), stop, random, at);
        }
        return tried;
    }

    private IEnumerable<(string How, Stop Stop, SimulatedFileSystem Disk)> Ways(Random random)
    {
        if (!Disk.HasPending)
        {
            yield return ("stopped with all flushed", Stop.PowerCut, Disk); // a kill and a power cut leave the same
            yield break;
        }
        yield return ("killed", PowerWasCut ? Stop.PowerCut : Stop.Kill, Disk);
        yield return ("power cut, nothing arrived", Stop.PowerCut, Disk.AsFlushed());
        yield return ("power cut", Stop.PowerCut, Disk.AfterPowerCutCopy(random));
    }

    private async Task<int> TryAsync(string how, SimulatedFileSystem disk, Stop stop, Random random, int stopAt = int.MaxValue)
    {
        try
        {
            if (stopAt < int.MaxValue) (disk, stop) = await StopRecoveryAsync(disk, stop, random, stopAt);
            return await RecoverAsync(disk, stop, random);
        }
        catch (Exception e)
        {
            throw new CrashPointException($"Seed {Seed}, call {Number} ({Call}), {how}: {e.Message}", e);
        }
    }

    private static async Task<(SimulatedFileSystem Disk, Stop Stop)> StopRecoveryAsync(SimulatedFileSystem disk, Stop stop, Random random, int at)
    {
        disk.CallsUntilStop = at;
        try { await new SimulatedStore(random, new ManualTime()).OpenAsync(disk); }
        catch (IOException) when (disk.IsStopped) { /* as asked for; in the middle of a stream, it is that stream which does not open */ }
        return random.Next(2) == 0 ? (disk.AfterKill(), stop) : (disk.AfterPowerCut(random), Stop.PowerCut);
    }

    private async Task<int> RecoverAsync(SimulatedFileSystem disk, Stop stop, Random random)
    {
        var calls = 0;
        disk.Changed = _ => calls++;
        var store = await new SimulatedStore(random, new ManualTime()).OpenAsync(disk);
        disk.Changed = null;
        var world = World.Check(store, stop);
        foreach (var model in world.Streams.Values) await GoOnAsync(store.Get(model.Definition.Name), model);
        return calls;
    }

    /// <summary>A recovered stream takes records, under sequences that nobody had.</summary>
    private static async Task GoOnAsync(DurableStream stream, StreamModel model)
    {
        const string Payload = "after";
        try { model = model.Append([Payload]).Acknowledge(await stream.AppendAsync(Encoding.UTF8.GetBytes(Payload)), Payload).Observe(stream); }
        catch (StreamFullException) when (model.Definition.OnFull == OnFull.Reject) { return; }
        Assert.Equal((model.Newest, Payload), stream.ReadAll(model.Newest).Single());
    }
}

/// <summary>A broken promise, with what it takes to see it again.</summary>
internal sealed class CrashPointException(string message, Exception inner) : Exception(message, inner);
