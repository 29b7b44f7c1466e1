using Microsoft.Extensions.Logging;
using Shoreline.Edge.ConfigStore;
using Shoreline.Greengrass.Recipes;
using Shoreline.Streams.Files;

namespace Shoreline.Edge.Artifacts;

/// <summary>Brings the files of component versions to the device, and into the folders where components look for them. One deployment at a time.</summary>
internal sealed class ArtifactStore(ArtifactStoreParts parts, ILogger logger)
{
    public ContentStore Contents => parts.Contents;

    public PackageFolders Folders => parts.Folders;

    /// <summary>Takes in the files that a local deployment brought for a version; they replace those of the same name.</summary>
    public ConfigContainer TakeLocal(ConfigContainer root, PackageId id, string folder, IEnumerable<string> names, long timeMs, CancellationToken cancellationToken)
    {
        var artifacts = PackageIndex.FindArtifacts(root, id).ToDictionary(artifact => artifact.File, StringComparer.Ordinal);
        foreach (var name in names)
        {
            using var file = File.OpenRead(Path.Combine(folder, id.Name, id.Version, name));
            var sha256 = Contents.Put(file, cancellationToken);
            artifacts[name] = artifacts.TryGetValue(name, out var there) ? there with { Sha256 = sha256 } : new StoredArtifact { File = name, Sha256 = sha256 };
        }
        return PackageIndex.PutArtifacts(root, id, artifacts.Values, timeMs);
    }

    /// <summary>Fetches what a version needs and does not have, checks it, and notes it in the tree (greengrass-components, 1.10).</summary>
    /// <exception cref="ArtifactException">It cannot be had.</exception>
    public async Task<ConfigContainer> PrepareAsync(
        ConfigContainer root, PackageId id, IReadOnlyList<RecipeArtifact> wanted, long timeMs, CancellationToken cancellationToken)
    {
        var artifacts = PackageIndex.FindArtifacts(root, id).ToDictionary(artifact => artifact.File, artifact => artifact with
        {
            IsUnpacked = false,
            Read = ArtifactAccess.Owner,
            Execute = ArtifactAccess.None,
        }, StringComparer.Ordinal);
        foreach (var artifact in wanted)
        {
            if (artifact.Scheme == "docker")
            {
                var image = ImageReference.OfUri(artifact.Uri);
                parts.NotedImages.Note(image);
                await parts.Images.PullAsync(image, cancellationToken).ConfigureAwait(false);
                continue;
            }
            var name = FileNameOf(id, artifact);
            var sha256 = await FindAsync(id, artifact, artifacts.GetValueOrDefault(name)?.Sha256, cancellationToken).ConfigureAwait(false);
            artifacts[name] = new StoredArtifact
            {
                File = name,
                Sha256 = sha256,
                IsUnpacked = artifact.Unarchive == ArtifactUnarchive.Zip,
                Read = artifact.Read,
                Execute = artifact.Execute,
            };
        }
        foreach (var archive in artifacts.Values.Where(artifact => artifact.IsUnpacked)) CheckArchive(id, archive, cancellationToken);
        return PackageIndex.PutArtifacts(root, id, artifacts.Values, timeMs);
    }

    /// <summary>Removes what no deployment needs (7.14).</summary>
    /// <param name="roots">Every tree that may still count.</param>
    public void Collect(ConfigContainer root, params ReadOnlySpan<ConfigContainer> roots)
    {
        Folders.Retain(root);
        var needed = PackageIndex.Contents(root).ToHashSet(StringComparer.Ordinal);
        foreach (var other in roots) needed.UnionWith(PackageIndex.Contents(other));
        var count = Contents.Retain(needed);
        if (count > 0) ArtifactLog.Collected(logger, count);
    }

    /// <summary>Removes the container images of versions that are no longer stored, unless one that is names them too (1.10). What the engine does not remove now is tried again the next time.</summary>
    /// <param name="stored">Every recipe that is kept.</param>
    /// <exception cref="ArtifactException">No container engine answers.</exception>
    public async Task CollectImagesAsync(Func<IEnumerable<Recipe>> stored, CancellationToken cancellationToken)
    {
        var noted = parts.NotedImages.Read();
        if (noted.Count == 0) return; // most devices have none: no recipe is read for it
        var needed = stored().SelectMany(ImageReference.OfRecipe).DistinctBy(ImageReference.Canonical, StringComparer.Ordinal).ToDictionary(ImageReference.Canonical);
        var gone = noted.Where(image => !needed.ContainsKey(ImageReference.Canonical(image))).ToArray();
        if (gone.Length == 0) return;
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var image in needed.Values)
            if (await parts.Images.FindIdAsync(image, cancellationToken).ConfigureAwait(false) is { } id) ids.Add(id);
        foreach (var image in gone)
        {
            // The same image by a tag and by a digest: podman gives up both with the tag. It goes when nobody needs either.
            if (await parts.Images.FindIdAsync(image, cancellationToken).ConfigureAwait(false) is { } own && ids.Contains(own)) continue;
            if (await parts.Images.RemoveAsync(image, cancellationToken).ConfigureAwait(false) is { } fault)
            {
                ArtifactLog.ImageStays(logger, image, fault);
                continue;
            }
            parts.NotedImages.Strike(image);
            ArtifactLog.ImageRemoved(logger, image);
        }
    }

    private static string FileNameOf(PackageId id, RecipeArtifact artifact)
    {
        var name = artifact.FileName;
        if (name is not ("" or "." or "..") && !name.Any(char.IsControl) && name.Length <= 200) return name;
        throw new ArtifactException(ArtifactErrors.BadUri, "COMPONENT_RECIPE_ERROR", $"The artifact '{artifact.Uri}' of {id} names no file. Correct the recipe.");
    }

    /// <summary>Digest of the file that counts: the one that is there, or one that is fetched.</summary>
    private async Task<string> FindAsync(PackageId id, RecipeArtifact artifact, string? there, CancellationToken cancellationToken)
    {
        CheckScheme(id, artifact);
        if (there is not null && Contents.IsIntact(there) && IsWanted(artifact, there)) return there;
        if (artifact.Digest is not null && artifact.Algorithm is not null && DigestAlgorithm.IsSha256(artifact.Algorithm)
            && DigestAlgorithm.TryDecode(artifact.Digest, out var digest) && Convert.ToHexStringLower(digest) is var sha256 && Contents.IsIntact(sha256))
            return sha256; // fetched before, perhaps for another component
        return await FetchAsync(id, artifact, cancellationToken).ConfigureAwait(false);
    }

    private bool IsWanted(RecipeArtifact artifact, string sha256)
    {
        if (artifact.Digest is null || artifact.Algorithm is null) return true;
        using var file = parts.Files.Open(Contents.PathOf(sha256), FileOpen.Read);
        return DigestAlgorithm.Matches(artifact, algorithm => ContentStore.HashOf(file, algorithm, CancellationToken.None));
    }

    private async Task<string> FetchAsync(PackageId id, RecipeArtifact artifact, CancellationToken cancellationToken)
    {
        var isLocal = artifact.Scheme is null or "file"; // an extension, of recipes that no cloud has hashed
        if (artifact.Algorithm is null && !isLocal)
        {
            throw new ArtifactException(ArtifactErrors.MissingAlgorithm, "COMPONENT_RECIPE_ERROR",
                $"The artifact '{artifact.Uri}' of {id} is not on the device, and without Algorithm and Digest in the recipe it is not fetched. Put the file into the deployment's artifact folder, or add both.");
        }
        var fetcher = parts.Fetchers.FirstOrDefault(candidate => candidate.Schemes.Contains(artifact.Scheme ?? "file"))
            ?? throw new ArtifactException(ArtifactErrors.Download, "REQUEST_ERROR",
                $"The artifact '{artifact.Uri}' of {id} is not on the device, and {artifact.Scheme}: is not fetched as this device is configured. Put the file into the deployment's artifact folder.");
        Contents.CheckRoom(0);
        var download = new ArtifactDownload(Contents, fetcher, parts.FetchLimits, parts.Time, logger);
        return await download.RunAsync(new ArtifactSource(id.Name, id.Version, artifact.Uri), artifact, cancellationToken).ConfigureAwait(false);
    }

    private void CheckScheme(PackageId id, RecipeArtifact artifact)
    {
        if (artifact.Scheme is null)
        {
            if (!parts.AllowsLocalUris)
                throw new ArtifactException(RecipeErrorCodes.EmptyArtifactScheme, "COMPONENT_RECIPE_ERROR", $"The artifact '{artifact.Uri}' of {id} has no scheme. s3:, docker: and greengrass: are known.");
            return;
        }
        if (artifact.Scheme is "s3" or "greengrass" or "http" or "https" || (artifact.Scheme == "file" && parts.AllowsLocalUris)) return;
        throw new ArtifactException(RecipeErrorCodes.UnsupportedArtifactScheme, "COMPONENT_RECIPE_ERROR",
            $"The artifact '{artifact.Uri}' of {id} has the scheme {artifact.Scheme}:. s3:, docker: and greengrass: are known.");
    }

    private void CheckArchive(PackageId id, StoredArtifact artifact, CancellationToken cancellationToken)
    {
        try
        {
            using var archive = new StoredFileStream(parts.Files.Open(Contents.PathOf(artifact.Sha256), FileOpen.Read));
            parts.Unpacking.Check(archive, cancellationToken);
        }
        catch (ArchiveException e)
        {
            throw new ArtifactException(ArtifactErrors.Archive, "COMPONENT_RECIPE_ERROR", $"The archive {id}/{artifact.File} cannot be unpacked: {e.Message}.", e);
        }
    }
}
