using System.Globalization;
using Shoreline.Edge.Nucleus;
using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Edge.Ipc.Operations;

/// <summary>Local deployments (greengrass-ipc, 6.5).</summary>
internal sealed class DeploymentOperations(ILocalDeployments deployments)
{
    private const string NotInTheModel = "FAILED_UNABLE_TO_ROLLBACK";

    public CreateLocalDeploymentResponse Create(IpcCaller caller, CreateLocalDeploymentRequest request)
    {
        CheckFolders(request);
        var isRollBack = request.FailureHandlingPolicy switch
        {
            null or FailureHandlingPolicies.DoNothing => false,
            FailureHandlingPolicies.RollBack => true,
            _ => throw IpcErrorException.InvalidArguments(
                $"failureHandlingPolicy must be {FailureHandlingPolicies.RollBack} or {FailureHandlingPolicies.DoNothing}"),
        };
        if (request.GroupName?.Contains(':') ?? false)
        {
            throw IpcErrorException.InvalidArguments($"groupName '{request.GroupName}' must not contain a colon");
        }
        if (HasNull(request)) throw IpcErrorException.InvalidArguments("a component is given null as its version, configuration or limits");
        var id = deployments.Create(new LocalDeploymentRequest
        {
            GroupName = string.IsNullOrEmpty(request.GroupName) ? null : request.GroupName,
            RootsToAdd = request.RootComponentVersionsToAdd ?? new Dictionary<string, string>(),
            RootsToRemove = request.RootComponentsToRemove ?? [],
            Configuration = request.ComponentToConfiguration ?? new Dictionary<string, System.Text.Json.Nodes.JsonObject>(),
            RunWith = request.ComponentToRunWithInfo?.ToDictionary(c => c.Key, c => RunWith(c.Value)) ?? [],
            RecipeFolder = NullIfEmpty(request.RecipeDirectoryPath),
            ArtifactFolder = NullIfEmpty(request.ArtifactsDirectoryPath),
            RollBack = isRollBack,
        });
        return new CreateLocalDeploymentResponse { DeploymentId = id.ToString() };
    }

    /// <summary>The deployment's id, which the caller needs a policy for.</summary>
    public static string IdOf(GetLocalDeploymentStatusRequest request) => Id(request.DeploymentId).ToString();

    public GetLocalDeploymentStatusResponse Get(IpcCaller caller, GetLocalDeploymentStatusRequest request)
    {
        var deployment = deployments.Find(Id(request.DeploymentId)) ?? throw NotFound(request.DeploymentId);
        var shape = Shape(deployment) with { DeploymentStatusDetails = Details(deployment.Details) };
        return new GetLocalDeploymentStatusResponse { Deployment = shape };
    }

    public ListLocalDeploymentsResponse List(IpcCaller caller, Empty request) =>
        new() { LocalDeployments = [.. deployments.List().Select(Shape)] };

    public CancelLocalDeploymentResponse Cancel(IpcCaller caller, CancelLocalDeploymentRequest request) =>
        new() { Message = deployments.Cancel(Id(request.DeploymentId)) ?? throw NotFound(request.DeploymentId) };

    /// <summary>The artifact folder is copied into the store's own: one that contains it would be copied into itself.</summary>
    private void CheckFolders(CreateLocalDeploymentRequest request)
    {
        if (NullIfEmpty(request.RecipeDirectoryPath) is { } recipes && !Path.IsPathFullyQualified(recipes))
        {
            throw new IpcErrorException(ErrorShapes.InvalidRecipeDirectoryPath, $"Recipe directory path '{recipes}' is not absolute");
        }
        if (NullIfEmpty(request.ArtifactsDirectoryPath) is not { } artifacts) return;
        if (!Path.IsPathFullyQualified(artifacts))
        {
            throw new IpcErrorException(
                ErrorShapes.InvalidArtifactsDirectoryPath, $"Artifact directory path '{artifacts}' is not absolute");
        }
        if (RealPath.IsSameOrAbove(artifacts, deployments.ArtifactFolder))
        {
            throw new IpcErrorException(
                ErrorShapes.InvalidArtifactsDirectoryPath,
                $"Artifact directory path '{artifacts}' contains the store's own folder {deployments.ArtifactFolder}; give another one");
        }
    }

    private static bool HasNull(CreateLocalDeploymentRequest request) =>
        (request.RootComponentVersionsToAdd?.Values.Any(v => v is null) ?? false)
        || (request.ComponentToConfiguration?.Values.Any(v => v is null) ?? false)
        || (request.ComponentToRunWithInfo?.Values.Any(v => v is null) ?? false)
        || (request.RootComponentsToRemove?.Any(v => v is null) ?? false);

    private static RunWith RunWith(RunWithInfo info) => new()
    {
        PosixUser = info.PosixUser,
        Cpus = info.SystemResourceLimits?.Cpus,
        MemoryKiB = info.SystemResourceLimits?.MemoryKiB,
    };

    private static Greengrass.Ipc.Model.LocalDeployment Shape(Nucleus.LocalDeployment deployment) => new()
    {
        DeploymentId = deployment.Id.ToString(),
        Status = deployment.Status,
        CreatedOn = deployment.CreatedAt.UtcDateTime.ToString("dd-MM-yyyy HH:mm:ss 'UTC'", CultureInfo.InvariantCulture),
    };

    private static DeploymentStatusDetails? Details(DeploymentDetails? details) => details is null ? null : new DeploymentStatusDetails
    {
        DetailedDeploymentStatus = details.Detailed == NotInTheModel ? null : details.Detailed,
        DeploymentErrorStack = details.ErrorStack is [] ? null : details.ErrorStack,
        DeploymentErrorTypes = details.ErrorTypes is [] ? null : details.ErrorTypes,
        DeploymentFailureCause = details.Cause,
    };

    private static Guid Id(string? id) =>
        Guid.TryParseExact(id, "D", out var guid) ? guid : throw IpcErrorException.InvalidArguments("deploymentId is no UUID");

    private static IpcErrorException NotFound(string? id) =>
        IpcErrorException.NotFound($"There is no local deployment {id}", "LocalDeployment", id);

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
