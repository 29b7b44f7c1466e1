using System.Text.Json.Nodes;
using Shoreline.Edge.ConfigStore;
using Shoreline.Edge.Nucleus;

namespace Shoreline.Edge.Deployments;

/// <summary>
/// Carries one deployment out (greengrass-components, 7.4): everything is resolved and fetched, then one rename switches, then components start and are watched. Each step is in the journal
/// before it is taken, so that a run that was stopped anywhere is finished, or undone, by the next start.
/// </summary>
internal sealed class DeploymentRun(DeploymentParts parts, DeploymentJournal journal)
{
    private readonly Switchover _switchover = new(parts, journal);
    private readonly DeploymentDocument _document = journal.Document;

    /// <returns>How it ended, or what must be restarted before it goes on.</returns>
    /// <exception cref="OperationCanceledException">It was canceled, or the nucleus ends.</exception>
    public async Task<(DeploymentEnding? Ending, RestartWish? Wish)> RunAsync(CancellationToken cancellationToken)
    {
        if (journal.Steps.Count == 1) journal.Append(new JournalStep(JournalStep.Begun));
        var isConsentAsked = false;
        var bootstrap = new BootstrapPhase(parts, journal);
        try
        {
            var plan = await PlanAsync(cancellationToken).ConfigureAwait(false);
            _switchover.PlaceNew(plan, cancellationToken);
            if (!bootstrap.IsResumed)
            {
                isConsentAsked = await AskAsync(plan, bootstrap, cancellationToken).ConfigureAwait(false);
                await ValidateAsync(plan, cancellationToken).ConfigureAwait(false);
            }
            if (await bootstrap.RunAsync(plan, cancellationToken).ConfigureAwait(false) is { } wish) return (null, wish);
            await _switchover.SwitchAsync(plan, cancellationToken).ConfigureAwait(false);
            return (await _switchover.SettleAsync(GivenTo(plan), cancellationToken).ConfigureAwait(false), null);
        }
        catch (Exception e) when (e is not OperationCanceledException && !_switchover.IsSwitched)
        {
            var failure = FailureOf(e);
            if (!bootstrap.HasStopped) return (DeploymentEnding.Failed(failure.IsRejection ? DeploymentEnding.Rejected : DeploymentEnding.NoStateChange, failure), null);
            return (await _switchover.BringBackAsync(failure, cancellationToken).ConfigureAwait(false), null);
        }
        finally
        {
            if (isConsentAsked) parts.Consent.Updated(_document.Id.ToString());
        }
    }

    private Task<DeploymentPlan> PlanAsync(CancellationToken cancellationToken)
    {
        var taken = journal.Find(JournalStep.Prepared)?.Packages;
        var packages = taken is null ? null : ConfigJson.ReadRoot(System.Text.Encoding.UTF8.GetBytes(taken.ToJsonString()));
        var planner = new DeploymentPlanner(parts.Artifacts, parts.Device, parts.Time, parts.Logger);
        return planner.PlanAsync(_document, parts.Configuration.Root, packages, cancellationToken);
    }

    /// <summary>What the runtime is told of: all that changed, and what it waits for no time with. What is unchanged and does not run is left to itself.</summary>
    private List<ComponentRecord> GivenTo(DeploymentPlan plan) => [.. plan.Records.Where(record =>
        !RecordChanges.IsSame(ComponentRecords.Find(plan.Basis, record.Name), record)
        || !parts.Runtime.TryGet(record.Name, out var view) || view.State is LifecycleState.Running or LifecycleState.Finished)];

    private async Task<bool> AskAsync(DeploymentPlan plan, BootstrapPhase bootstrap, CancellationToken cancellationToken)
    {
        if (_document.ConsentSeconds is not { } seconds) return false;
        await parts.Consent.AskToUpdateAsync(_document.Id.ToString(), bootstrap.IsNeeded(plan), TimeSpan.FromSeconds(seconds), cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task ValidateAsync(DeploymentPlan plan, CancellationToken cancellationToken)
    {
        var proposed = plan.Records.Where(record => ComponentRecords.Find(plan.Basis, record.Name) is { } before && before.Version == record.Version
                && !JsonNode.DeepEquals(before.Configuration, record.Configuration)
                && parts.Runtime.TryGet(record.Name, out var view) && view.State == LifecycleState.Running)
            .ToDictionary(record => record.Name, record => record.Configuration, StringComparer.Ordinal);
        if (proposed.Count == 0) return;
        var refusal = await parts.Consent.ValidateAsync(_document.Id.ToString(), proposed, TimeSpan.FromSeconds(_document.ValidationSeconds), cancellationToken).ConfigureAwait(false);
        if (refusal is not { } refused) return;
        throw new DeploymentException($"{refused.Component} does not accept its new configuration: {refused.Message}", [DeploymentErrors.ConfigurationNotValid],
            _document.Kind == DeploymentKind.Local ? ErrorTypes.UserComponent : ErrorTypes.Component);
    }

    private DeploymentFailure FailureOf(Exception error)
    {
        if (DeploymentFailure.Of(error) is { } failure) return failure;
        DeploymentLog.Unforeseen(parts.Logger, error, _document.Id);
        return DeploymentFailure.Of([], ErrorTypes.Unknown, $"{error.GetType().Name}: {error.Message}");
    }
}
