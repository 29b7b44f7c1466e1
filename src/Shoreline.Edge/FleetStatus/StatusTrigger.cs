namespace Shoreline.Edge.FleetStatus;

/// <summary>Why a status message is sent (greengrass-components, section 11).</summary>
internal static class StatusTrigger
{
    public const string LocalDeployment = "LOCAL_DEPLOYMENT";
    public const string ThingDeployment = "THING_DEPLOYMENT";
    public const string ThingGroupDeployment = "THING_GROUP_DEPLOYMENT";
    public const string ComponentStatusChange = "COMPONENT_STATUS_CHANGE";
    public const string Reconnect = "RECONNECT";
    public const string NucleusLaunch = "NUCLEUS_LAUNCH";
    public const string NetworkReconfigure = "NETWORK_RECONFIGURE";
    public const string Cadence = "CADENCE";

    /// <summary>Whether the message names all components, and not only those that changed.</summary>
    public static bool IsComplete(string trigger) => trigger is NucleusLaunch or NetworkReconfigure or Cadence;
}

/// <summary>A deployment that is over, for the message about it.</summary>
/// <param name="Trigger">One of the three of deployments.</param>
/// <param name="Status">Of the job: <c>SUCCEEDED</c>, <c>FAILED</c>, <c>REJECTED</c>, <c>CANCELED</c>.</param>
/// <param name="FleetConfigurationArn">Of the fleet's document; null for local deployments.</param>
/// <param name="UnchangedRoots">Roots that the deployment names and did not change.</param>
internal sealed record EndedDeployment(
    string Trigger, string DeploymentId, string Status, Nucleus.DeploymentDetails? Details, string? FleetConfigurationArn, IReadOnlyList<string> UnchangedRoots);
