using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Shoreline.Greengrass.Ipc.Model;

// Local deployments: greengrass-ipc, 6.5.

public sealed record CreateLocalDeploymentRequest
{
    public string? GroupName { get; init; }

    /// <summary>Name to version or range.</summary>
    public IReadOnlyDictionary<string, string>? RootComponentVersionsToAdd { get; init; }

    public IReadOnlyList<string>? RootComponentsToRemove { get; init; }

    /// <summary>Name to an object with <c>MERGE</c> and <c>RESET</c>.</summary>
    public IReadOnlyDictionary<string, JsonObject>? ComponentToConfiguration { get; init; }

    public IReadOnlyDictionary<string, RunWithInfo>? ComponentToRunWithInfo { get; init; }

    /// <summary>Absolute, on the gateway.</summary>
    public string? RecipeDirectoryPath { get; init; }

    /// <summary>Absolute, on the gateway.</summary>
    public string? ArtifactsDirectoryPath { get; init; }

    /// <summary>One of <see cref="FailureHandlingPolicies"/>; by default nothing is done.</summary>
    public string? FailureHandlingPolicy { get; init; }
}

public static class FailureHandlingPolicies
{
    public const string RollBack = "ROLLBACK";
    public const string DoNothing = "DO_NOTHING";
}

public sealed record RunWithInfo
{
    /// <summary><c>user[:group]</c>.</summary>
    public string? PosixUser { get; init; }

    public string? WindowsUser { get; init; }

    public SystemResourceLimits? SystemResourceLimits { get; init; }
}

public sealed record SystemResourceLimits
{
    /// <summary>KiB.</summary>
    [JsonPropertyName("memory")]
    public long? MemoryKiB { get; init; }

    /// <summary>Cores.</summary>
    public double? Cpus { get; init; }
}

public sealed record CreateLocalDeploymentResponse
{
    public required string DeploymentId { get; init; }
}

public sealed record GetLocalDeploymentStatusRequest
{
    public string? DeploymentId { get; init; }
}

public sealed record GetLocalDeploymentStatusResponse
{
    public required LocalDeployment Deployment { get; init; }
}

public sealed record ListLocalDeploymentsResponse
{
    public IReadOnlyList<LocalDeployment>? LocalDeployments { get; init; }
}

public sealed record LocalDeployment
{
    public required string DeploymentId { get; init; }

    /// <summary><c>QUEUED IN_PROGRESS SUCCEEDED FAILED CANCELED</c>.</summary>
    public required string Status { get; init; }

    /// <summary>As <c>dd-MM-yyyy HH:mm:ss UTC</c>.</summary>
    public string? CreatedOn { get; init; }

    public DeploymentStatusDetails? DeploymentStatusDetails { get; init; }
}

public sealed record DeploymentStatusDetails
{
    /// <summary>
    /// <c>SUCCESSFUL FAILED_NO_STATE_CHANGE FAILED_ROLLBACK_NOT_REQUESTED FAILED_ROLLBACK_COMPLETE REJECTED</c>; absent for an end that has
    /// no name here.
    /// </summary>
    public string? DetailedDeploymentStatus { get; init; }

    public IReadOnlyList<string>? DeploymentErrorStack { get; init; }

    public IReadOnlyList<string>? DeploymentErrorTypes { get; init; }

    public string? DeploymentFailureCause { get; init; }
}

public sealed record CancelLocalDeploymentRequest
{
    public string? DeploymentId { get; init; }
}

public sealed record CancelLocalDeploymentResponse
{
    /// <summary>What became of the wish, for people.</summary>
    public string? Message { get; init; }
}
