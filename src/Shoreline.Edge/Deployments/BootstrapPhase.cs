using System.Text;
using System.Text.Json.Nodes;
using Shoreline.Core;
using Shoreline.Edge.Artifacts;
using Shoreline.Edge.ConfigStore;
using Shoreline.Edge.Nucleus;
using Shoreline.Greengrass.Recipes;

namespace Shoreline.Edge.Deployments;

/// <summary>Runs the bootstrap scripts of a deployment, over restarts of nucleus and device (greengrass-components, 7.11).</summary>
/// <remarks>
/// A script that ended is never run again, whatever it asked for: so each asks for one restart at most. One that was under way when the nucleus was killed runs again, since
/// nobody knows how far it came; but not for ever, as it may be what kills the nucleus.
/// </remarks>
internal sealed class BootstrapPhase(DeploymentParts parts, DeploymentJournal journal)
{
    private const int RestartsRuntime = 100;
    private const int RestartsDevice = 101;
    private const int MostAttempts = 3;

    /// <summary>An earlier run of this deployment was ended, by what a script asked for or by a kill.</summary>
    public bool IsResumed { get; } = journal.Find(JournalStep.Prepared) is not null;

    /// <summary>Components are down that should run, should the deployment fail.</summary>
    public bool HasStopped { get; private set; } = journal.Find(JournalStep.Prepared) is not null;

    public bool IsNeeded(DeploymentPlan plan) => Pending(plan).Any();

    /// <returns>What must be restarted before the deployment goes on; null to go on.</returns>
    /// <exception cref="DeploymentException">A script failed.</exception>
    public async Task<RestartWish?> RunAsync(DeploymentPlan plan, CancellationToken cancellationToken)
    {
        var pending = Pending(plan).ToArray();
        if (pending.Length == 0) return null;
        if (!IsResumed) journal.Append(new JournalStep(JournalStep.Prepared) { Packages = JsonNode.Parse(Encoding.UTF8.GetString(ConfigJson.Write(plan.Next.At(PackageIndex.Packages)).Span)) });
        HasStopped = true;
        await StopAsync(pending, cancellationToken).ConfigureAwait(false);
        var isRuntimeWanted = false;
        foreach (var record in pending)
        {
            var exitCode = await RunAsync(record, cancellationToken).ConfigureAwait(false);
            journal.Append(new JournalStep(JournalStep.Bootstrapped) { Component = IdOf(record), ExitCode = exitCode });
            if (exitCode == RestartsDevice) return RestartWish.Device;
            isRuntimeWanted |= exitCode == RestartsRuntime;
        }
        return isRuntimeWanted ? RestartWish.Runtime : null;
    }

    private static string IdOf(ComponentRecord record) => new PackageId(record.Name, record.Version).ToString();

    private IEnumerable<ComponentRecord> Pending(DeploymentPlan plan)
    {
        var done = journal.Steps.Where(step => step.Step == JournalStep.Bootstrapped).Select(step => step.Component).ToHashSet();
        return plan.Records.Where(record => RecordChanges.NeedsBootstrap(ComponentRecords.Find(plan.Basis, record.Name), record) && !done.Contains(IdOf(record)));
    }

    private async Task<int> RunAsync(ComponentRecord record, CancellationToken cancellationToken)
    {
        if (journal.Steps.Count(step => step.Step == JournalStep.Bootstrapping && step.Component == IdOf(record)) >= MostAttempts)
            throw Failure($"The bootstrap script of {record.Name} {record.Version} was begun {MostAttempts} times, and each time the gateway ended before it did."
                + " A script that needs a restart must ask for it by exit code 100 or 101, and not bring it about.", DeploymentErrors.Bootstrap);
        journal.Append(new JournalStep(JournalStep.Bootstrapping) { Component = IdOf(record) });
        int? exitCode;
        try { exitCode = await parts.Runtime.BootstrapAsync(record, cancellationToken).ConfigureAwait(false); }
        catch (ShorelineException e) { throw Failure(e.Message, DeploymentErrors.Bootstrap); }
        if (exitCode is 0 or RestartsRuntime or RestartsDevice) return exitCode.Value;
        var how = exitCode is { } code ? $"ended with exit code {code}" : "exceeded its limit";
        throw Failure($"The bootstrap script of {record.Name} {record.Version} {how}. See the component's log.",
            exitCode is null ? DeploymentErrors.BootstrapTimeout : DeploymentErrors.Bootstrap);
    }

    private DeploymentException Failure(string message, string code) =>
        new(message, [DeploymentErrors.Update, code], journal.Document.Kind == DeploymentKind.Local ? ErrorTypes.UserComponent : ErrorTypes.Component);

    /// <summary>Stops the components whose scripts are to run, and those that cannot be without them.</summary>
    private Task StopAsync(IEnumerable<ComponentRecord> pending, CancellationToken cancellationToken)
    {
        var running = parts.Runtime.List().Select(view => view.Record).ToArray();
        var stopped = pending.Select(record => record.Name).ToHashSet(StringComparer.Ordinal);
        int before;
        do
        {
            before = stopped.Count;
            stopped.UnionWith(running.Where(record => record.Dependencies.Any(entry => entry.Value == DependencyType.Hard && stopped.Contains(entry.Key))).Select(record => record.Name));
        }
        while (stopped.Count > before);
        return parts.Runtime.RetainAsync([.. running.Select(record => record.Name).Where(name => !stopped.Contains(name))], cancellationToken);
    }
}
