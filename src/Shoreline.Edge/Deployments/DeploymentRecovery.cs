using Shoreline.Edge.ConfigStore;

namespace Shoreline.Edge.Deployments;

/// <summary>What a start makes of a deployment that was under way: docs/formats/deployment.md.</summary>
internal enum DeploymentRemainder
{
    /// <summary>Nothing: it is over, or waits for its turn.</summary>
    None,

    /// <summary>Nothing had been changed, and nothing will be.</summary>
    NothingHappened,

    /// <summary>Its bootstrap scripts go on.</summary>
    Bootstrap,

    /// <summary>It counts, and is to be verified.</summary>
    Verify,

    /// <summary>It was being undone.</summary>
    Return,
}

/// <summary>Reads journals after a start.</summary>
internal static class DeploymentRecovery
{
    public static DeploymentRemainder RemainderOf(DeploymentJournal journal, DeviceConfiguration configuration)
    {
        if (journal.IsOver || journal.Status == DeploymentEnding.Queued) return DeploymentRemainder.None;
        if (journal.Find(JournalStep.Returning) is not null) return DeploymentRemainder.Return;
        if (journal.Find(JournalStep.Switching) is { } switching)
            return configuration.Generation == switching.To ? DeploymentRemainder.Verify : DeploymentRemainder.NothingHappened;
        return journal.Find(JournalStep.Prepared) is not null ? DeploymentRemainder.Bootstrap : DeploymentRemainder.NothingHappened;
    }

    public static DeploymentFailure Interrupted { get; } = new(
        [DeploymentErrors.Failure, DeploymentErrors.Interrupted], [ErrorTypes.Nucleus], "The nucleus ended before anything was changed. Deploy again.");
}
