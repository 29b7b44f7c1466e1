using Shoreline.Edge.Artifacts;
using Shoreline.Edge.ConfigStore;
using Shoreline.Edge.Nucleus;

namespace Shoreline.Edge.Deployments;

/// <summary>The switch of a deployment, what follows it, and the way back (greengrass-components, 7.9 and 7.10).</summary>
internal sealed class Switchover(DeploymentParts parts, DeploymentJournal journal)
{
    public bool IsSwitched { get; private set; }

    /// <summary>Fills the folders of versions that do not run yet, so that what can fail fails before the switch.</summary>
    public void PlaceNew(DeploymentPlan plan, CancellationToken cancellationToken)
    {
        var running = ComponentRecords.All(plan.Basis).Select(IdOf).ToHashSet();
        foreach (var id in plan.Records.Select(IdOf).Where(id => !running.Contains(id))) parts.Artifacts.Folders.Place(plan.Next, id, cancellationToken);
    }

    /// <summary>Fills the folders of everything that a tree says should run. Where they are filled nothing is done.</summary>
    public static void Place(DeploymentParts parts, CancellationToken cancellationToken)
    {
        var root = parts.Configuration.Root;
        foreach (var record in ComponentRecords.All(root)) parts.Artifacts.Folders.Place(root, IdOf(record), cancellationToken);
        foreach (var (id, recipe) in PackageIndex.AllRecipes(root)) parts.Artifacts.Folders.PlaceRecipe(id, recipe);
    }

    public Task SwitchAsync(DeploymentPlan plan, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var broken = parts.Runtime.List().Where(view => view.State == LifecycleState.Broken).Select(view => view.Record.Name).ToArray();
        var (from, to) = (parts.Configuration.Generation, parts.Configuration.NextGeneration);
        journal.Append(new JournalStep(JournalStep.Switching) { From = from, To = to, Broken = broken });
        try { parts.Configuration.Switch(to, plan.Next, plan.Basis); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            parts.Configuration.Confirm();
            throw;
        }
        IsSwitched = true;
        return Task.CompletedTask;
    }

    /// <summary>Starts what was switched to, and watches it.</summary>
    public async Task<DeploymentEnding> SettleAsync(IReadOnlyCollection<ComponentRecord> given, CancellationToken cancellationToken)
    {
        if (await StartAsync(given, cancellationToken).ConfigureAwait(false) is not { } failure)
        {
            await parts.Runtime.RetainAsync(Names(), cancellationToken).ConfigureAwait(false);
            return DeploymentEnding.Success;
        }
        if (!journal.Document.RollBack) return DeploymentEnding.Failed(DeploymentEnding.RollbackNotRequested, failure);
        journal.Append(new JournalStep(JournalStep.Returning) { Stack = failure.Stack, Types = failure.Types, Cause = failure.Cause });
        return await ReturnAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes the generation before the switch count again, and brings its components back.</summary>
    public Task<DeploymentEnding> ReturnAsync(CancellationToken cancellationToken)
    {
        var (switching, why) = (journal.Find(JournalStep.Switching)!, journal.Find(JournalStep.Returning)!);
        parts.Configuration.Return(switching.From!.Value);
        return BringBackAsync(new DeploymentFailure(why.Stack!, why.Types!, why.Cause!), cancellationToken);
    }

    /// <summary>Brings back the components of the generation that counts.</summary>
    public async Task<DeploymentEnding> BringBackAsync(DeploymentFailure failure, CancellationToken cancellationToken)
    {
        var brokenBefore = journal.Find(JournalStep.Switching)?.Broken ?? [];
        var outcome = await StartAsync([.. ComponentRecords.All(parts.Configuration.Root)], cancellationToken, brokenBefore).ConfigureAwait(false);
        await parts.Runtime.RetainAsync(Names(), cancellationToken).ConfigureAwait(false);
        if (outcome is null) return DeploymentEnding.Failed(DeploymentEnding.RollbackComplete, failure);
        return DeploymentEnding.Failed(DeploymentEnding.UnableToRollBack, failure with { Cause = $"{failure.Cause} And then, on the way back: {outcome.Cause}" });
    }

    private static PackageId IdOf(ComponentRecord record) => new(record.Name, record.Version);

    private string[] Names() => [.. ComponentRecords.All(parts.Configuration.Root).Select(record => record.Name)];

    /// <param name="brokenBefore">Whoever was broken before may be so again.</param>
    /// <returns>What went wrong; null for nothing.</returns>
    private async Task<DeploymentFailure?> StartAsync(IReadOnlyCollection<ComponentRecord> given, CancellationToken cancellationToken, IReadOnlyList<string>? brokenBefore = null)
    {
        try { Place(parts, cancellationToken); }
        catch (Exception e) when (DeploymentFailure.Of(e) is not null) { return DeploymentFailure.Of(e); }
        var outcome = await parts.Runtime.ApplyAsync(given, cancellationToken).ConfigureAwait(false);
        if (outcome.Broken is not { } broken || brokenBefore?.Contains(broken) == true) return null;
        var version = given.FirstOrDefault(record => record.Name == broken)?.Version;
        return DeploymentFailure.Of([DeploymentErrors.Update, DeploymentErrors.Broken], journal.Document.Kind == DeploymentKind.Local ? ErrorTypes.UserComponent : ErrorTypes.Component,
            $"{broken} {version} is broken: {outcome.Reason}");
    }
}
