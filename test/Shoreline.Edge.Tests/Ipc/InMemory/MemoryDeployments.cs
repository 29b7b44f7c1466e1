using System.Collections.Concurrent;
using Shoreline.Edge.Nucleus;

namespace Shoreline.Edge.Tests.Ipc.InMemory;

/// <summary>Local deployments that are taken and never carried out: what becomes of them is what the test says.</summary>
internal sealed class MemoryDeployments : ILocalDeployments
{
    private readonly ConcurrentDictionary<Guid, LocalDeployment> _deployments = new();

    public ConcurrentQueue<LocalDeploymentRequest> Requests { get; } = new();

    /// <summary>Thrown by the next calls to <see cref="Create"/>.</summary>
    public string? CreateFailure { get; set; }

    public required string ArtifactFolder { get; init; }

    public Guid Create(LocalDeploymentRequest request)
    {
        if (CreateFailure is not null) throw new InvalidOperationException(CreateFailure);
        Requests.Enqueue(request);
        var deployment = new LocalDeployment(
            Guid.NewGuid(), "QUEUED", new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.FromHours(2)), null);
        _deployments[deployment.Id] = deployment;
        return deployment.Id;
    }

    public void End(Guid id, string status, DeploymentDetails details) =>
        _deployments[id] = _deployments[id] with { Status = status, Details = details };

    public LocalDeployment? Find(Guid id) => _deployments.GetValueOrDefault(id);

    public IReadOnlyList<LocalDeployment> List() => [.. _deployments.Values];

    public string? Cancel(Guid id) => _deployments.ContainsKey(id) ? $"Cancel request submitted. Deployment ID: {id}" : null;
}
