using Shoreline.Edge.Artifacts;
using Shoreline.Edge.ConfigStore;
using Shoreline.Edge.Nucleus;
using Shoreline.Greengrass.Recipes;

namespace Shoreline.Edge.Deployments;

/// <summary>After a success: forgets stored versions that are neither the current nor the previous one of a deployed component (greengrass-components, 7.14).</summary>
internal sealed class DeploymentCleanup(DeploymentParts parts)
{
    /// <summary>What fails, or is interrupted, is done after the next success: the deployment counts all the same.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            parts.Configuration.Retain();
            var root = parts.Configuration.Root;
            var kept = ComponentRecords.All(root).SelectMany(record => Versions(root, record)).ToHashSet();
            var gone = PackageIndex.AllRecipes(root).Select(recipe => recipe.Id).Concat(PackageIndex.AllArtifacts(root)).Where(id => !kept.Contains(id)).ToArray();
            if (gone.Length > 0) parts.Configuration.Update(tree => gone.Aggregate(tree, PackageIndex.Remove));
            parts.Artifacts.Collect(parts.Configuration.Root);
            await parts.Artifacts.CollectImagesAsync(Recipes, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or RecipeException or DeploymentException or ArtifactException)
        {
            DeploymentLog.NotCleaned(parts.Logger, e.Message);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested) { /* the nucleus ends */ }
    }

    private IEnumerable<Recipe> Recipes() => new RecipeCatalog(parts.Artifacts.Contents).Read(parts.Configuration.Root).SelectMany(versions => versions);

    private static IEnumerable<PackageId> Versions(ConfigContainer root, ComponentRecord record)
    {
        yield return new PackageId(record.Name, record.Version);
        if (ComponentRecords.PreviousVersion(root, record.Name) is { } previous) yield return new PackageId(record.Name, previous);
    }
}
