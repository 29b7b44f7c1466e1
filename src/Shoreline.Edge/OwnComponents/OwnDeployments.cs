using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Shoreline.Edge.Cameras;
using Shoreline.Edge.ConfigStore;
using Shoreline.Edge.Deployments;

namespace Shoreline.Edge.OwnComponents;

/// <summary>Deploys what <c>edge.yaml</c> says, where that is something else than the last time that it went well. Thread-safe.</summary>
internal sealed class OwnDeployments
{
    private const string Group = $"thinggroup/{OwnDeployment.Group}";

    private readonly Lock _lock = new();
    private readonly DeploymentQueue _queue;
    private readonly DeviceConfiguration _configuration;
    private readonly EdgePaths _paths;
    private readonly ILogger _logger;
    private Waiting? _waiting;

    public OwnDeployments(DeploymentQueue queue, DeviceConfiguration configuration, EdgePaths paths, ILogger logger)
    {
        (_queue, _configuration, _paths, _logger) = (queue, configuration, paths, logger);
        queue.Ended += Ended;
    }

    private sealed record Waiting(Guid Id, string Digest, CameraFiles Files, TaskCompletionSource<DeploymentEnding> Ended);

    /// <summary>Names of the components that were deployed last.</summary>
    public IEnumerable<string> Deployed() => GroupRecords.Find(_configuration.Root, Group)?.Roots.Keys ?? [];

    /// <summary>Cancels what is not over: of one file the newest state is wanted. What was switched to stays, and its components are no longer waited for.</summary>
    public void Supersede() => _queue.CancelAll(Group);

    /// <summary>Writes the files of the cameras and queues the deployment.</summary>
    /// <returns>Null where nothing of it is new.</returns>
    /// <exception cref="InvalidOperationException">No deployment is taken now.</exception>
    public OwnTurn? Deploy(OwnDeployment deployment)
    {
        lock (_lock) // an earlier one that ends meanwhile must not take the files for left over
        {
            deployment.Files.Write(); // beside those of the processes that run: a component that fails meanwhile comes back as it was
            var (request, digest) = deployment.Write(_paths.OwnRecipes, Deployed());
            if (File.Exists(_paths.OwnDeployment) && File.ReadAllText(_paths.OwnDeployment) == digest)
            {
                RemoveFiles(deployment.Files);
                return null;
            }
            File.Delete(_paths.OwnDeployment); // until this one has gone well, none has
            var ended = new TaskCompletionSource<DeploymentEnding>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting = new Waiting(_queue.Create(request), digest, deployment.Files, ended);
            return new OwnTurn(_waiting.Id, ended.Task);
        }
    }

    private void Ended(DeploymentDocument document, DeploymentEnding ending)
    {
        if (document.Group != Group) return;
        lock (_lock)
        {
            var isAwaited = _waiting?.Id == document.Id;
            if (ending == DeploymentEnding.Success)
            {
                if (isAwaited) AtomicFile.Write(_paths.OwnDeployment, Encoding.ASCII.GetBytes(_waiting!.Digest));
            }
            else if (ending != DeploymentEnding.Canceled)
            {
                EdgeLog.OwnDeploymentFailed(_logger, ending.Details?.Cause ?? ending.Status);
            }
            RemoveFiles(isAwaited ? null : _waiting?.Files);
            if (isAwaited) _waiting!.Ended.SetResult(ending);
        }
    }

    /// <summary>Removes files of revisions that neither a component's configuration names nor a deployment that waits.</summary>
    private void RemoveFiles(CameraFiles? alsoKept)
    {
        var named = ComponentRecords.All(_configuration.Root).Select(record => _configuration.Get(record.Name, [OwnDeployment.FileKey])?.Value).OfType<JsonValue>();
        var awaited = alsoKept?.Groups.Select(group => group.Path) ?? [];
        var kept = named.Select(value => value.ToString()).Concat(awaited).ToHashSet(StringComparer.Ordinal);
        try
        {
            CameraFiles.RemoveOthers(_paths, kept);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            EdgeLog.CameraFilesNotRemoved(_logger, _paths.Run, e.Message); // the next deployment tries it again
        }
    }
}

/// <summary>One deployment of what <c>edge.yaml</c> says.</summary>
internal sealed record OwnTurn(Guid Id, Task<DeploymentEnding> Ended);
