using System.Text;
using Microsoft.Extensions.Logging;
using Shoreline.Edge.ConfigStore;
using Shoreline.Edge.Deployments;

namespace Shoreline.Edge.OwnComponents;

/// <summary>Deploys what <c>edge.yaml</c> says, where that is something else than the last time that it went well.</summary>
internal sealed class OwnDeployments
{
    private const string Group = $"thinggroup/{OwnDeployment.Group}";

    private readonly Lock _lock = new();
    private readonly DeploymentQueue _queue;
    private readonly EdgePaths _paths;
    private readonly ILogger _logger;
    private (Guid Id, string Digest) _waiting;

    public OwnDeployments(DeploymentQueue queue, EdgePaths paths, ILogger logger)
    {
        (_queue, _paths, _logger) = (queue, paths, logger);
        queue.Ended += Ended;
    }

    public void Deploy(OwnDeployment deployment, ConfigContainer configuration)
    {
        var (request, digest) = deployment.Write(_paths.OwnRecipes, GroupRecords.Find(configuration, Group)?.Roots.Keys ?? []);
        if (File.Exists(_paths.OwnDeployment) && File.ReadAllText(_paths.OwnDeployment) == digest) return;
        File.Delete(_paths.OwnDeployment); // until this one has gone well, none has
        lock (_lock) _waiting = (_queue.Create(request), digest);
    }

    private void Ended(DeploymentDocument document, DeploymentEnding ending)
    {
        if (document.Group != Group) return;
        lock (_lock)
        {
            if (ending != DeploymentEnding.Success) EdgeLog.OwnDeploymentFailed(_logger, ending.Details?.Cause ?? ending.Status);
            else if (_waiting.Id == document.Id) AtomicFile.Write(_paths.OwnDeployment, Encoding.ASCII.GetBytes(_waiting.Digest));
        }
    }
}
