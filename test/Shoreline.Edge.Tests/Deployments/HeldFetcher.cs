using Shoreline.Edge.Artifacts;

namespace Shoreline.Edge.Tests.Deployments;

/// <summary>A source of artifacts that does not answer: who fetches from it waits until the deployment is canceled.</summary>
internal sealed class HeldFetcher : IArtifactFetcher
{
    private readonly TaskCompletionSource _began = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyCollection<string> Schemes { get; } = ["s3"];

    /// <summary>Completes when somebody waits.</summary>
    public Task Began => _began.Task;

    public Task FetchAsync(ArtifactSource source, PartialFile into, CancellationToken cancellationToken)
    {
        into.Append("the first bytes of it"u8);
        _began.TrySetResult();
        return Task.Delay(Timeout.Infinite, cancellationToken);
    }
}
