using Shoreline.Core;
using Shoreline.Core.Processes;

namespace Shoreline.Edge.Reload;

/// <summary>
/// Asks the running gateway of a root to read its configuration again: by SIGHUP, which the kernel lets only its own user and root send.
/// It answers in <c>run/reload.json</c>.
/// </summary>
public static class ReloadRequest
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    /// <summary>Time for one reload that was under way and for the one that follows it.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>Completes when a reload that began after this call is over, whatever came of it.</summary>
    /// <exception cref="MissingDependencyException">No gateway runs there.</exception>
    /// <exception cref="ShorelineException">It cannot be asked, or does not answer.</exception>
    public static async Task<ReloadReport> SendAsync(string root, CancellationToken cancellationToken = default)
    {
        var gateway = EdgeEndpoints.Read(root);
        Check(gateway, root);
        // One that is under way may have read the file before its author saved it. A later one has not: this one's end is not waited for,
        // but the next one's.
        var seen = ReloadReport.Read(root)?.Generation ?? 0;
        if (!Signals.SendHangUp(gateway.Pid))
        {
            throw new ShorelineException(
                $"The gateway in {root} (process {gateway.Pid}) cannot be signalled: run this command as the user that runs it.");
        }
        for (var waited = TimeSpan.Zero; waited < Limit; waited += Poll)
        {
            var isAlive = ProcessFacts.StartOf(gateway.Pid) == gateway.Started; // before the report is read: its last word counts
            if (ReloadReport.Read(root) is { State: not ReloadState.Running } report && report.Generation > seen) return report;
            if (!isAlive)
            {
                throw new ShorelineException(
                    $"The gateway in {root} ended before it had read its configuration again; its log says why. Its next start goes by the file.");
            }
            await Task.Delay(Poll, cancellationToken).ConfigureAwait(false);
        }
        throw new ShorelineException(
            $"The gateway in {root} does not answer within {Limit.TotalMinutes:N0} minutes. It may still be at it: its log and " +
            "run/reload.json will tell.");
    }

    private static void Check(EdgeEndpoints gateway, string root)
    {
        if (gateway.Started is null || ProcessFacts.StartOf(gateway.Pid) != gateway.Started)
        {
            throw new MissingDependencyException(
                $"No gateway runs in {root}: process {gateway.Pid}, which run/edge.json names, is not the gateway that wrote it. " +
                "Start one with 'shoreline edge', or name another folder with --root.");
        }
        if (!ProcessFacts.CatchesHangUp(gateway.Pid))
        {
            throw new ShorelineException(
                $"The gateway in {root} (process {gateway.Pid}) does not take SIGHUP: it was started so that it is ignored, as by nohup, " +
                "or by another program. Restart it to have it go by the file.");
        }
    }
}
