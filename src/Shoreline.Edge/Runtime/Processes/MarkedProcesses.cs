using Shoreline.Edge.Components.Native;

namespace Shoreline.Edge.Runtime.Processes;

/// <summary>A component's processes where there are no control groups: those with its mark in the environment that they were started with, and all that descends from them.</summary>
/// <remarks>
/// The mark passes to daemons; parents and sessions find those that were started with an environment of their own. Both at once – a new environment, a new session and a parent
/// that has ended – is not found: only a control group holds such a process.
/// </remarks>
internal sealed class MarkedProcesses(ProcessScan scan, string owner) : IProcessTracker
{
    public async Task<IReadOnlyCollection<int>> ListAsync()
    {
        var all = await scan.TakeAsync().ConfigureAwait(false);
        var found = all.Where(p => p.Owner == owner).Select(p => p.Id).ToHashSet();
        // The list is in the order of ids, mostly, and so of age; a round that finds nothing new is the last.
        for (var before = -1; before != found.Count;)
        {
            before = found.Count;
            foreach (var process in all)
            {
                if (found.Contains(process.Parent) || found.Contains(process.Session)) found.Add(process.Id);
            }
        }
        return found;
    }

    public async Task KillAsync()
    {
        foreach (var id in await ListAsync().ConfigureAwait(false)) PosixSignals.Send(id, PosixSignals.Kill);
    }
}
