using System.Collections.Concurrent;
using Shoreline.Edge.Components.Native;

namespace Shoreline.Edge.Runtime.Processes;

/// <summary>Ends the processes of a component, all of them and for certain.</summary>
internal sealed class ComponentProcesses(IProcessTracker tracker, TimeProvider time)
{
    /// <summary>Between SIGTERM and SIGKILL (greengrass-components, 3.4).</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>A process that the kernel holds in a system call does not even take SIGKILL.</summary>
    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan ShortestPoll = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LongestPoll = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<int, Task> _started = new();
    private volatile bool _isEmpty = true;

    /// <summary>To be called before a process is started.</summary>
    public void Expect() => _isEmpty = false;

    /// <summary>
    /// To be called for each process that was started: it enters its control group by itself, and until it has, nobody else knows of it.
    /// </summary>
    /// <param name="ended">Completes when it has ended.</param>
    public void Add(int id, Task ended)
    {
        _started[id] = ended;
        _isEmpty = false;
    }

    /// <summary>SIGTERM to all, and SIGKILL to those that are left after the grace.</summary>
    /// <returns>How many would not even end by SIGKILL.</returns>
    public async Task<int> StopAsync()
    {
        if (_isEmpty) return 0;
        using var grace = new CancellationTokenSource(Grace, time);
        var told = new HashSet<int>();
        var left = await UntilEmptyAsync(
            ids =>
            {
                // Each is told once: a second SIGTERM would break off what the first began. Those that are forked meanwhile are told too.
                foreach (var id in ids.Where(told.Add)) PosixSignals.Send(id, PosixSignals.Terminate);
                return Task.CompletedTask;
            },
            grace.Token).ConfigureAwait(false);
        return left == 0 ? 0 : await KillAsync().ConfigureAwait(false);
    }

    /// <summary>SIGKILL to all, until there are none.</summary>
    /// <returns>How many would not end.</returns>
    public async Task<int> KillAsync()
    {
        if (_isEmpty) return 0;
        using var limit = new CancellationTokenSource(KillLimit, TimeProvider.System); // the kernel's matter, whatever clock the component runs by
        return await UntilEmptyAsync(KillAllAsync, limit.Token).ConfigureAwait(false);
    }

    private Task KillAllAsync(IReadOnlyCollection<int> ids)
    {
        foreach (var id in _started.Keys.Where(ids.Contains)) PosixSignals.Send(id, PosixSignals.Kill);
        return tracker.KillAsync(ids);
    }

    private async Task<IReadOnlyCollection<int>> ListAsync()
    {
        // In this order: one that leaves the first list by entering its group is in the second.
        foreach (var (id, ended) in _started)
        {
            if (ended.IsCompleted) _started.TryRemove(new KeyValuePair<int, Task>(id, ended));
        }
        var own = _started.Keys.ToHashSet();
        own.UnionWith(await tracker.ListAsync().ConfigureAwait(false));
        return own;
    }

    /// <summary>There is nothing to wait on for processes that are not our children, so the list is taken until it is empty.</summary>
    private async Task<int> UntilEmptyAsync(Func<IReadOnlyCollection<int>, Task> actAsync, CancellationToken limit)
    {
        for (var poll = ShortestPoll; ; poll = poll * 2 < LongestPoll ? poll * 2 : LongestPoll)
        {
            var ids = await ListAsync().ConfigureAwait(false);
            if (ids.Count == 0)
            {
                _isEmpty = true;
                return 0;
            }
            await actAsync(ids).ConfigureAwait(false);
            if (limit.IsCancellationRequested) return ids.Count;
            await Task.Delay(poll, TimeProvider.System, limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
