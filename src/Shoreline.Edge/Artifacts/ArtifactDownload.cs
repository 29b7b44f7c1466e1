using Microsoft.Extensions.Logging;
using Shoreline.Greengrass.Recipes;

namespace Shoreline.Edge.Artifacts;

/// <summary>Fetches one artifact into the content store, over broken connections and wrong digests, a stated number of times.</summary>
internal sealed class ArtifactDownload(ContentStore contents, IArtifactFetcher fetcher, FetchLimits limits, TimeProvider time, ILogger logger)
{
    /// <returns>SHA-256 of what was stored.</returns>
    public async Task<string> RunAsync(ArtifactSource source, RecipeArtifact artifact, CancellationToken cancellationToken)
    {
        using var partial = contents.OpenPartial(source.Uri);
        for (var attempt = 1; ; attempt++)
        {
            var before = partial.Length;
            try
            {
                await fetcher.FetchAsync(source, partial, cancellationToken).ConfigureAwait(false);
                CheckDigest(source, artifact, partial, cancellationToken);
                return contents.Commit(partial, cancellationToken);
            }
            catch (ArtifactException e) when (e.IsTransient && attempt < limits.Attempts)
            {
                if (partial.Length > before) attempt = 0; // it gets on
                ArtifactLog.TriedAgain(logger, source.Component, source.Version, e.Message, attempt, limits.Attempts);
                await Task.Delay(limits.Wait, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static void CheckDigest(ArtifactSource source, RecipeArtifact artifact, PartialFile partial, CancellationToken cancellationToken)
    {
        if (artifact.Algorithm is null && artifact.Digest is null) return; // only of local files
        if (DigestAlgorithm.Find(artifact.Algorithm ?? "") is null)
        {
            throw new ArtifactException(ArtifactErrors.MissingAlgorithm, "COMPONENT_RECIPE_ERROR",
                $"The artifact '{source.Uri}' of {source.Component} names the hash '{artifact.Algorithm}'; SHA-256, SHA-384 and SHA-512 are known. Correct the recipe.");
        }
        if (DigestAlgorithm.Matches(artifact, algorithm => partial.Hash(algorithm, cancellationToken))) return;
        var bytes = partial.Length;
        partial.Reset();
        throw new ArtifactException(ArtifactErrors.Checksum, "COMPONENT_RECIPE_ERROR",
            $"The artifact '{source.Uri}' of {source.Component}: the {artifact.Algorithm} of the {bytes:N0} bytes that came is not the {artifact.Digest} of the recipe. Correct the file or the recipe.",
            isTransient: true);
    }
}
