using System.Runtime.CompilerServices;
using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Sdk.Ipc;

/// <summary>Local deployments (greengrass-ipc, 6.5).</summary>
public sealed class IpcDeployments
{
    private static readonly TimeSpan FollowInterval = TimeSpan.FromMilliseconds(500);

    private readonly IpcSession _session;

    internal IpcDeployments(IpcSession session) => _session = session;

    /// <summary>
    /// Queues a deployment and returns its id. Whether it succeeds is for <see cref="GetStatusAsync"/> and <see cref="FollowAsync"/> to
    /// tell.
    /// </summary>
    /// <exception cref="IpcInvalidArtifactsDirectoryPathException">The folder of artifacts holds the gateway's own store.</exception>
    public async Task<string> CreateAsync(CreateLocalDeploymentRequest request, CancellationToken cancellationToken = default) =>
        (await _session.AskAsync(IpcOperations.CreateLocalDeployment, request, cancellationToken)).DeploymentId;

    /// <exception cref="IpcResourceNotFoundException">There is no such deployment.</exception>
    /// <exception cref="IpcInvalidArgumentsException">The id is no UUID.</exception>
    public async Task<LocalDeployment> GetStatusAsync(string deploymentId, CancellationToken cancellationToken = default) =>
        (await _session.AskAsync(
            IpcOperations.GetLocalDeploymentStatus, new() { DeploymentId = deploymentId },
            cancellationToken)).Deployment;

    /// <summary>All that the gateway knows, without details.</summary>
    public async Task<IReadOnlyList<LocalDeployment>> ListAsync(CancellationToken cancellationToken = default) =>
        (await _session.AskAsync(IpcOperations.ListLocalDeployments, Empty.Value, cancellationToken)).LocalDeployments ?? [];

    /// <summary>Asks to drop a queued deployment or to interrupt a running one. Returns what became of the wish, for people.</summary>
    /// <exception cref="IpcResourceNotFoundException">There is no such deployment.</exception>
    public async Task<string> CancelAsync(string deploymentId, CancellationToken cancellationToken = default) =>
        (await _session.AskAsync(
            IpcOperations.CancelLocalDeployment, new() { DeploymentId = deploymentId },
            cancellationToken)).Message ?? "";

    /// <summary>
    /// Tells a deployment's status now and whenever it is another, to its end: SUCCEEDED, FAILED or CANCELED is the last. Asks twice a
    /// second.
    /// </summary>
    /// <exception cref="IpcResourceNotFoundException">There is no such deployment.</exception>
    public async IAsyncEnumerable<LocalDeployment> FollowAsync(
        string deploymentId, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (string? last = null; ;)
        {
            var deployment = await GetStatusAsync(deploymentId, cancellationToken);
            if (deployment.Status != last) yield return deployment;
            last = deployment.Status;
            if (last is not ("QUEUED" or "IN_PROGRESS")) yield break;
            await Task.Delay(FollowInterval, _session.Time, cancellationToken);
        }
    }
}
