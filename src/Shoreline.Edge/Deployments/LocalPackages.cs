using Microsoft.Extensions.Logging;
using Shoreline.Edge.Artifacts;
using Shoreline.Edge.ConfigStore;
using Shoreline.Greengrass.Recipes;

namespace Shoreline.Edge.Deployments;

/// <summary>Takes in the recipes and artifacts that a local deployment brings (greengrass-components, 7.3). Nothing of it counts before the switch.</summary>
internal sealed class LocalPackages(ArtifactStore artifacts, ILogger logger)
{
    private const int MostRecipes = 10_000;

    public ConfigContainer Take(ConfigContainer root, DeploymentDocument document, long timeMs, CancellationToken cancellationToken)
    {
        if (document.RecipeFolder is { } recipes) root = TakeRecipes(root, recipes, timeMs, cancellationToken);
        if (document.ArtifactFolder is { } folder) root = TakeArtifacts(root, folder, timeMs, cancellationToken);
        return root;
    }

    private ConfigContainer TakeRecipes(ConfigContainer root, string folder, long timeMs, CancellationToken cancellationToken)
    {
        foreach (var path in Files(folder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!RecipeReader.TryGetSyntax(path, out var syntax))
            {
                DeploymentLog.NoRecipe(logger, path);
                continue;
            }
            var bytes = ReadAtMost(path, RecipeLimits.FileBytes + 1);
            if (RecipeReader.IsEmpty(bytes)) continue;
            var recipe = RecipeReader.Read(bytes, syntax.Value, path);
            var stored = new StoredRecipe(artifacts.Contents.Put(bytes), syntax.Value);
            root = PackageIndex.PutRecipe(root, new PackageId(recipe.Name, recipe.Version.Text), stored, timeMs);
        }
        return root;
    }

    private ConfigContainer TakeArtifacts(ConfigContainer root, string folder, long timeMs, CancellationToken cancellationToken)
    {
        foreach (var (id, names) in LocalArtifacts.List(folder))
        {
            if (!SemanticVersion.TryParse(id.Version, out _))
            {
                DeploymentLog.NoVersionFolder(logger, id.Name, id.Version);
                continue;
            }
            root = artifacts.TakeLocal(root, id, folder, names, timeMs, cancellationToken);
        }
        return root;
    }

    private static string[] Files(string folder)
    {
        if (!Directory.Exists(folder))
            throw new DeploymentException($"There is no recipe folder '{folder}'. Name one that this device has.", [DeploymentErrors.Loading], ErrorTypes.Request);
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false };
        string[] files = [.. Directory.EnumerateFiles(folder, "*", options).Take(MostRecipes + 1).Order(StringComparer.Ordinal)];
        return files.Length <= MostRecipes ? files
            : throw new DeploymentException($"The recipe folder '{folder}' holds more than {MostRecipes:N0} files. Name one of recipes alone.", [DeploymentErrors.Loading], ErrorTypes.Request);
    }

    private static byte[] ReadAtMost(string path, int bytes)
    {
        using var file = File.OpenRead(path);
        var read = new byte[Math.Min(file.Length, bytes)];
        return read[..file.ReadAtLeast(read, read.Length, throwOnEndOfStream: false)];
    }
}
