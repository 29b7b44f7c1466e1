using System.Text.Json.Nodes;
using Shoreline.Edge.ConfigStore;
using Shoreline.Greengrass.Recipes;

namespace Shoreline.Edge.Artifacts;

/// <summary>
/// What the device has of component versions: their recipes and files, by digest. Part of the configuration tree, so that the switch of a deployment, or its taking back, changes these
/// with everything else.
/// </summary>
internal static class PackageIndex
{
    public const string Packages = "packages";
    private const string Recipes = "recipes";
    private const string Artifacts = "artifacts";

    public static IEnumerable<(PackageId Id, StoredRecipe Recipe)> AllRecipes(ConfigContainer root)
    {
        foreach (var (key, node) in root.At(Packages).At(Recipes).Children)
            if (node is ConfigContainer recipe) yield return (PackageId.Parse(key), ReadRecipe(recipe));
    }

    public static StoredRecipe? FindRecipe(ConfigContainer root, PackageId id) =>
        root.Find([Packages, Recipes, id.ToString()]) is ConfigContainer recipe ? ReadRecipe(recipe) : null;

    public static ConfigContainer PutRecipe(ConfigContainer root, PackageId id, StoredRecipe recipe, long timeMs) => ConfigMerge.Set(
        root, [Packages, Recipes, id.ToString()],
        ConfigContainer.EmptyAt(timeMs).With("sha256", new ConfigLeaf(recipe.Sha256, timeMs)).With("syntax", new ConfigLeaf(recipe.Syntax.ToString(), timeMs)));

    /// <summary>All versions that files are stored of.</summary>
    public static IEnumerable<PackageId> AllArtifacts(ConfigContainer root) => root.At(Packages).At(Artifacts).Children.Keys.Select(PackageId.Parse);

    public static IReadOnlyList<StoredArtifact> FindArtifacts(ConfigContainer root, PackageId id) =>
        root.Find([Packages, Artifacts, id.ToString()]) is ConfigLeaf { Value: JsonArray list } ? [.. list.Select(item => Read((JsonObject)item!))] : [];

    public static ConfigContainer PutArtifacts(ConfigContainer root, PackageId id, IReadOnlyCollection<StoredArtifact> artifacts, long timeMs) => artifacts.Count == 0
        ? ConfigMerge.Remove(root, [Packages, Artifacts, id.ToString()])
        : ConfigMerge.Set(root, [Packages, Artifacts, id.ToString()],
            new ConfigLeaf(new JsonArray([.. artifacts.OrderBy(artifact => artifact.File, StringComparer.Ordinal).Select(Write)]), timeMs));

    public static ConfigContainer Remove(ConfigContainer root, PackageId id) =>
        ConfigMerge.Remove(ConfigMerge.Remove(root, [Packages, Recipes, id.ToString()]), [Packages, Artifacts, id.ToString()]);

    /// <summary>Digests of everything that a tree names.</summary>
    public static IEnumerable<string> Contents(ConfigContainer root) => AllRecipes(root).Select(recipe => recipe.Recipe.Sha256)
        .Concat(AllArtifacts(root).SelectMany(id => FindArtifacts(root, id)).Select(artifact => artifact.Sha256));

    private static StoredRecipe ReadRecipe(ConfigContainer node) => new(TextOf(node, "sha256"), Enum.Parse<RecipeSyntax>(TextOf(node, "syntax")));

    private static string TextOf(ConfigContainer node, string key) =>
        (node.Find(key) as ConfigLeaf)?.Value?.GetValue<string>() ?? throw new FormatException($"A stored package has no {key}.");

    private static JsonObject Write(StoredArtifact artifact) => new()
    {
        ["file"] = artifact.File,
        ["sha256"] = artifact.Sha256,
        ["unpacked"] = artifact.IsUnpacked,
        ["read"] = artifact.Read.ToString(),
        ["execute"] = artifact.Execute.ToString(),
    };

    private static StoredArtifact Read(JsonObject json) => new()
    {
        File = json["file"]!.GetValue<string>(),
        Sha256 = json["sha256"]!.GetValue<string>(),
        IsUnpacked = json["unpacked"]!.GetValue<bool>(),
        Read = Enum.Parse<ArtifactAccess>(json["read"]!.GetValue<string>()),
        Execute = Enum.Parse<ArtifactAccess>(json["execute"]!.GetValue<string>()),
    };
}

/// <param name="Sha256">Of the file as it came.</param>
internal sealed record StoredRecipe(string Sha256, RecipeSyntax Syntax);
