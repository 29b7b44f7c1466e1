using Shoreline.Edge.Components.Native;

namespace Shoreline.Edge.Runtime.Processes;

/// <summary>
/// A component's processes where there are no control groups: those with its mark in the environment that they were started with, and all
/// that descends from them.
/// </summary>
/// <remarks>
/// The mark passes to daemons; parents and sessions find those that were started with an environment of their own, and one that was seen
/// once is known from then on. A process that
/// got a new environment and a new session, and lost its parent before anybody looked, is not found: only a control group holds it.
/// </remarks>
internal sealed class MarkedProcesses(ProcessScan scan, string owner) : IProcessTracker
{
    private volatile HashSet<(int Id, long StartedAt)> _known = []; // of the last look; never changed in place

    public async Task<IReadOnlyCollection<int>> ListAsync()
    {
        var known = _known;
        var all = await scan.TakeAsync().ConfigureAwait(false);
        var found = all.Where(p => p.Owner == owner || known.Contains((p.Id, p.StartedAt))).Select(p => p.Id).ToHashSet();
        // The list is in the order of ids, mostly, and so of age; a round that finds nothing new is the last.
        for (var before = -1; before != found.Count;)
        {
            before = found.Count;
            foreach (var process in all)
            {
                if (found.Contains(process.Parent) || found.Contains(process.Session)) found.Add(process.Id);
            }
        }
        _known = all.Where(p => found.Contains(p.Id)).Select(p => (p.Id, p.StartedAt)).ToHashSet();
        return found;
    }

    public Task KillAsync(IReadOnlyCollection<int> listed)
    {
        foreach (var id in listed) PosixSignals.Send(id, PosixSignals.Kill);
        return Task.CompletedTask;
    }
}
