namespace Shoreline.Edge.Artifacts;

/// <summary>Fetches artifacts of some schemes.</summary>
internal interface IArtifactFetcher
{
    /// <summary>In small letters.</summary>
    IReadOnlyCollection<string> Schemes { get; }

    /// <summary>Makes one attempt, going on where <paramref name="into"/> ends if the source still has the same file.</summary>
    /// <exception cref="ArtifactException">It failed; <see cref="ArtifactException.IsTransient"/> where trying again may help.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    Task FetchAsync(ArtifactSource source, PartialFile into, CancellationToken cancellationToken);
}

/// <param name="Uri">As the recipe has it.</param>
internal readonly record struct ArtifactSource(string Component, string Version, string Uri);
