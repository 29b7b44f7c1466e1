using System.Collections.Concurrent;

namespace Shoreline.Streams.Tests.Simulation;

/// <summary>One run of the workload, stopped behind each call: the disk and the model are forked there and checked beside the run, which goes on.</summary>
internal sealed class CrashRun(int seed, int operations) : IDisposable
{
    private const int MostWaiting = 512; // points: each holds on to a disk
    private const int OperationsBetweenCuts = 100;

    private readonly BlockingCollection<CrashPoint> _points = new(MostWaiting);
    private readonly ConcurrentDictionary<DiskCall, int> _calls = new();
    private long _recoveries;
    private int _numbers;
    private bool _isRecovering;
    private int _done;
    private Workload? _work;
    private Task _failed = Task.CompletedTask;

    /// <summary>Which points are checked; all unless said otherwise.</summary>
    public Func<int, bool> Choose { get; init; } = _ => true;

    public bool EveryRecoveryCall { get; init; }

    public int Calls => _numbers;

    public IReadOnlyDictionary<DiskCall, int> CallsByKind => _calls;

    public string Summary => $"seed {seed}: {_done} operations, {_work?.Acknowledged} records acknowledged, {_numbers} calls ("
        + string.Join(", ", _calls.OrderBy(call => call.Key).Select(call => $"{call.Key} {call.Value}")) + $"), {_recoveries} recoveries";

    public async Task RunAsync()
    {
        var checkers = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Run(CheckAsync)).ToArray();
        _failed = Task.WhenAny(checkers); // one ends before the points do only where a promise is broken
        try { await WorkAsync(); }
        finally { _points.CompleteAdding(); }
        await Task.WhenAll(checkers);
    }

    public void Dispose() => _points.Dispose();

    private async Task WorkAsync()
    {
        var random = new Random(seed);
        var time = new ManualTime();
        var opener = new SimulatedStore(random, time);
        _work = new Workload(random, time, opener.Writers);
        var disk = new SimulatedFileSystem();
        var store = await OpenAsync(opener, disk);
        for (; _done < operations && !_failed.IsCompleted; _done++)
        {
            await _work.StepAsync(store);
            if (random.Next(OperationsBetweenCuts) > 0) continue;
            var after = disk.AfterPowerCut(random);
            await CloseStoppedAsync(store);
            (disk, store) = (after, await OpenAsync(opener, after));
        }
        await store.DisposeAsync();
    }

    /// <summary>The calls of a recovery are points to stop at, too.</summary>
    private async Task<StreamStore> OpenAsync(SimulatedStore opener, SimulatedFileSystem disk)
    {
        disk.Changed = call => Fork(disk, call);
        _isRecovering = true;
        var store = await opener.OpenAsync(disk);
        _work!.World = _work.World.Check(store, Stop.PowerCut);
        _isRecovering = false;
        return store;
    }

    private static async Task CloseStoppedAsync(StreamStore store)
    {
        try { await store.DisposeAsync(); }
        catch (IOException) { /* its machine has no power */ }
    }

    private void Fork(SimulatedFileSystem disk, DiskCall call)
    {
        _numbers++;
        _calls.AddOrUpdate(call, 1, (_, count) => count + 1);
        if (!Choose(_numbers)) return;
        var point = new CrashPoint(seed, _numbers, call, disk.Fork(), _work!.AtThisCall) { PowerWasCut = _isRecovering };
        while (!_points.TryAdd(point, TimeSpan.FromSeconds(1)) && !_failed.IsCompleted) { /* the checkers are behind */ }
    }

    private async Task CheckAsync()
    {
        foreach (var point in _points.GetConsumingEnumerable()) Interlocked.Add(ref _recoveries, await point.CheckAsync(EveryRecoveryCall));
    }
}
