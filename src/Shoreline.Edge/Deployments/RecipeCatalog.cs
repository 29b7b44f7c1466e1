using Shoreline.Edge.Artifacts;
using Shoreline.Edge.ConfigStore;
using Shoreline.Greengrass.Recipes;

namespace Shoreline.Edge.Deployments;

/// <summary>The recipes that a tree names, read once each: a digest never means another recipe.</summary>
internal sealed class RecipeCatalog(ContentStore contents)
{
    private readonly Dictionary<string, Recipe> _read = new(StringComparer.Ordinal);

    /// <summary>Recipes by name.</summary>
    /// <exception cref="RecipeException">A stored recipe does not parse: written by another version.</exception>
    public ILookup<string, Recipe> Read(ConfigContainer root) =>
        PackageIndex.AllRecipes(root).Select(entry => Read(entry.Id, entry.Recipe)).ToLookup(recipe => recipe.Name, StringComparer.Ordinal);

    private Recipe Read(PackageId id, StoredRecipe stored)
    {
        if (_read.TryGetValue(stored.Sha256, out var recipe)) return recipe;
        if (!contents.IsIntact(stored.Sha256))
        {
            throw new DeploymentException(
                $"The stored recipe of {id} is missing or damaged. Deploy with a folder that holds it.", [DeploymentErrors.Loading, RecipeErrorCodes.NoManifestFits], ErrorTypes.Device);
        }
        return _read[stored.Sha256] = RecipeReader.Read(contents.ReadAll(stored.Sha256), stored.Syntax, id.ToString());
    }
}
