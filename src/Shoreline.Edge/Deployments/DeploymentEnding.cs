using Shoreline.Edge.Artifacts;
using Shoreline.Edge.Nucleus;
using Shoreline.Greengrass.Recipes;

namespace Shoreline.Edge.Deployments;

/// <summary>How a deployment ended.</summary>
/// <param name="Status"><c>SUCCEEDED FAILED CANCELED</c>.</param>
/// <param name="Details">Null for a canceled one.</param>
internal sealed record DeploymentEnding(string Status, DeploymentDetails? Details)
{
    public const string Queued = "QUEUED";
    public const string InProgress = "IN_PROGRESS";
    public const string Successful = "SUCCESSFUL";
    public const string NoStateChange = "FAILED_NO_STATE_CHANGE";
    public const string RollbackNotRequested = "FAILED_ROLLBACK_NOT_REQUESTED";
    public const string RollbackComplete = "FAILED_ROLLBACK_COMPLETE";
    public const string UnableToRollBack = "FAILED_UNABLE_TO_ROLLBACK";
    public const string Rejected = "REJECTED";

    public static DeploymentEnding Success { get; } = new("SUCCEEDED", new DeploymentDetails(Successful, [], [], null));

    public static DeploymentEnding Canceled { get; } = new("CANCELED", null);

    public static DeploymentEnding Failed(string detailed, DeploymentFailure failure) =>
        new("FAILED", new DeploymentDetails(detailed, failure.Stack, failure.Types, failure.Cause));
}

/// <summary>Why a deployment failed.</summary>
/// <param name="Stack">General to specific, without repeats (greengrass-components, 7.12).</param>
internal sealed record DeploymentFailure(IReadOnlyList<string> Stack, IReadOnlyList<string> Types, string Cause)
{
    public bool IsRejection => Stack[0] == DeploymentErrors.Rejected;

    public static DeploymentFailure Of(string[] codes, string type, string cause) => new([DeploymentErrors.Failure, .. codes], [type], cause);

    /// <returns>Null for what is not foreseen.</returns>
    public static DeploymentFailure? Of(Exception error) => error switch
    {
        DeploymentException { Codes: [DeploymentErrors.Stale] } stale => new DeploymentFailure([DeploymentErrors.Rejected, DeploymentErrors.Stale], [stale.ErrorType], stale.Message),
        DeploymentException e => Of([.. e.Codes], e.ErrorType, e.Message),
        ArtifactException e => Of(e.Code == ArtifactErrors.Download ? [e.Code] : [ArtifactErrors.Download, e.Code], e.ErrorType, e.Message),
        RecipeException e => Of([DeploymentErrors.Loading, .. e.Faults.Select(fault => fault.Code).Distinct()], ErrorTypes.Recipe, e.Message),
        IOException or UnauthorizedAccessException => Of([ArtifactErrors.Io], ErrorTypes.Device, error.Message),
        _ => null,
    };
}
