using Shoreline.Core;
using Shoreline.Edge.Cameras;
using Shoreline.Edge.Configuration;
using Shoreline.Edge.Deployments;
using Shoreline.Edge.Nucleus;
using Shoreline.Edge.OwnComponents;
using Shoreline.Edge.Page;

namespace Shoreline.Edge.Reload;

/// <summary>
/// Reads <c>edge.yaml</c> again and makes the running gateway what it says: everything is read and checked first, then the components are
/// deployed, and once the deployment counts,
/// exports, page and status go by the new configuration. Where any of it fails, all go by the old one.
/// </summary>
internal sealed class GatewayReload(GatewayReloadParts parts)
{
    /// <param name="begun">The report with which it began.</param>
    /// <returns>The report with how it went.</returns>
    public async Task<ReloadReport> RunAsync(ReloadReport begun, CancellationToken cancellationToken)
    {
        ReloadLog.Begins(parts.Logger, begun.Generation, parts.ConfigFile);
        try
        {
            return Told(await ApplyAsync(begun, cancellationToken).ConfigureAwait(false));
        }
        catch (InvalidInputException e)
        {
            return Told(begun with { State = ReloadState.Refused, Fault = e.Message });
        }
        catch (Exception e) when (e is ShorelineException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return Told(begun with { State = ReloadState.Failed, Fault = e.Message });
        }
    }

    private async Task<ReloadReport> ApplyAsync(ReloadReport begun, CancellationToken cancellationToken)
    {
        var before = parts.Settings.Value;
        var (config, atNextStart) = FixedKeys.Over(parts.Settings.AtStart.Config, EdgeConfig.Load(parts.ConfigFile));
        var next = GatewaySettings.Read(config, parts.Paths, before) with
        {
            Sensor = config.Sensor ? before.Sensor ?? SensorControl.At(parts.Nucleus.Configuration) : null,
        };
        var notes = KeptStreams(before.Config, config).ToList(); // told before those that are missing are there
        notes.AddRange(next.CameraFiles.SwappedSince(before.CameraFiles).Select(Swapped));

        ProductStreams.CreateMissing(parts.Store, config);
        var deployment = OwnDeployment.Of(next, parts.BrokerConfig);
        var processes = new ProcessChanges(parts.Nucleus.Runtime, [.. parts.Own.Deployed(), .. deployment.Names]);
        var id = await DeployOrUndoAsync(deployment, before, notes, cancellationToken).ConfigureAwait(false);
        parts.Settings.Replace(next);
        await parts.Exports.FollowPlanAsync().ConfigureAwait(false);
        return processes.AddTo(begun with { State = ReloadState.Applied, Deployment = id, AtNextStart = atNextStart, Notes = notes });
    }

    /// <summary>Deploys; where that fails, cameras that run get the models back that they had.</summary>
    private async Task<Guid?> DeployOrUndoAsync(
        OwnDeployment deployment, GatewaySettings before, List<string> notes, CancellationToken cancellationToken)
    {
        try
        {
            return await DeployAsync(deployment, notes, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException) // at a stop the next start goes by the file
        {
            before.CameraFiles.Write();
            throw;
        }
    }

    private static string Swapped(CameraTask camera) =>
        $"The camera {camera.Name} goes over to the model {camera.Model ?? "that is the best at hand"} while it runs; one that cannot be " +
        "loaded, or that its rules do not fit, leaves the old one at work: its log and its state tell.";

    /// <summary>Completes once what the deployment says counts, with its components up, or not within the time, which is noted.</summary>
    /// <returns>Its id; null where nothing of it is new.</returns>
    /// <exception cref="ShorelineException">It does not count, and all is as it was.</exception>
    private async Task<Guid?> DeployAsync(OwnDeployment deployment, List<string> notes, CancellationToken cancellationToken)
    {
        parts.Own.Supersede(); // one that waits for a program that never comes up would keep waiting all that mend it
        if (parts.Own.Deploy(deployment) is not { } turn) return null;
        var queue = parts.Nucleus.Deployments;
        await ((Task)turn.Ended).WaitAsync(parts.Within, parts.Time, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        if (!turn.Ended.IsCompleted && queue.IsSwitched(turn.Id))
        {
            notes.Add(
                $"Not all components came up within {parts.Within.TotalSeconds:N0} s: {NotUp(deployment)}. They are tried on; " +
                "'shoreline component logs' tells more.");
            return turn.Id;
        }
        var ending = await EndAsync(turn, cancellationToken).ConfigureAwait(false);
        if (ending == DeploymentEnding.Success || queue.IsSwitched(turn.Id)) return turn.Id;
        throw new ShorelineException(ending.Details?.Cause is { } cause
            ? $"What the file says of components could not be deployed: {cause}"
            : $"The deployment {turn.Id} was canceled, or not begun within {parts.Within.TotalSeconds:N0} s because of another one. " +
              "See 'shoreline deployment list', and try again.");
    }

    /// <summary>How a deployment ended; one that is not over is canceled.</summary>
    private async Task<DeploymentEnding> EndAsync(OwnTurn turn, CancellationToken cancellationToken)
    {
        var queue = parts.Nucleus.Deployments;
        if (!turn.Ended.IsCompleted) queue.Cancel(turn.Id);
        // Nobody is told of the end of one that was still waiting for its turn.
        if (!turn.Ended.IsCompleted && queue.Find(turn.Id)?.Status == DeploymentEnding.Canceled.Status) return DeploymentEnding.Canceled;
        return await turn.Ended.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private string NotUp(OwnDeployment deployment)
    {
        var names = deployment.Names.Where(name =>
            !parts.Nucleus.Runtime.TryGet(name, out var view) || view.State is not (LifecycleState.Running or LifecycleState.Finished));
        return string.Join(", ", names) is { Length: > 0 } text ? text : "one of them fails again and again";
    }

    private IEnumerable<string> KeptStreams(EdgeConfig before, EdgeConfig next)
    {
        foreach (var (name, wanted) in next.Streams)
        {
            var had = before.Streams.GetValueOrDefault(name);
            if (wanted.MaxBytes == had?.MaxBytes && wanted.OnFull == had?.OnFull || !parts.Store.TryGet(name, out _)) continue;
            yield return $"The stream {name} exists: it keeps the size and onFull that it was created with.";
        }
    }

    private ReloadReport Told(ReloadReport report)
    {
        var (logger, generation) = (parts.Logger, report.Generation);
        switch (report.State)
        {
            case ReloadState.Refused:
                ReloadLog.Refused(logger, generation, report.Fault!);
                break;
            case ReloadState.Failed:
                ReloadLog.Failed(logger, generation, report.Fault!);
                break;
            default:
                ReloadLog.Applied(
                    logger, generation, string.Join(", ", report.Started), string.Join(", ", report.Restarted),
                    string.Join(", ", report.Stopped), report.LeftAlone.Count);
                break;
        }
        if (report.AtNextStart.Count > 0) ReloadLog.AtNextStart(logger, generation, string.Join(", ", report.AtNextStart));
        foreach (var note in report.Notes) ReloadLog.Noted(logger, generation, note);
        return report;
    }
}
