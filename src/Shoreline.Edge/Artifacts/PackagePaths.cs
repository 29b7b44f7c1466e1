using System.Security.Cryptography;
using System.Text;
using Shoreline.Greengrass.Recipes;

namespace Shoreline.Edge.Artifacts;

/// <summary>Where component versions lie below the root (greengrass-components, section 9).</summary>
internal sealed class PackagePaths(string root)
{
    public string Root => root;

    public string Packages => Path.Combine(root, "packages");

    public string Contents => Path.Combine(Packages, "contents");

    public string Recipes => Path.Combine(Packages, "recipes");

    public string Artifacts => Path.Combine(Packages, "artifacts");

    public string Unpacked => Path.Combine(Packages, "artifacts-unarchived");

    /// <summary>What the folders of a version hold: their index' digest. Written last.</summary>
    public string Stamps => Path.Combine(Packages, "placed");

    /// <summary>Container images that deployments asked for.</summary>
    public string NotedImages => Path.Combine(Packages, "images");

    public string Work(string component) => Path.Combine(root, "work", component);

    public string ArtifactsOf(PackageId id) => Path.Combine(Artifacts, id.Name, id.Version);

    public string UnpackedOf(PackageId id) => Path.Combine(Unpacked, id.Name, id.Version);

    public string StampOf(PackageId id) => Path.Combine(Stamps, id.ToString());

    public string RecipeOf(PackageId id, RecipeSyntax syntax)
    {
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(id.Name))).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        return Path.Combine(Recipes, $"{hash}@{id.Version}.recipe.{(syntax == RecipeSyntax.Json ? "json" : "yaml")}");
    }
}
