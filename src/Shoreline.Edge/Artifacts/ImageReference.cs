using System.Text.RegularExpressions;
using Shoreline.Greengrass.Recipes;

namespace Shoreline.Edge.Artifacts;

/// <summary>
/// The images that <c>docker:</c> artifacts name: <c>[registry/][path/]name[:tag|@digest]</c> (greengrass-components, 1.10).
/// </summary>
internal static partial class ImageReference
{
    private const int MostChars = 512;

    /// <summary>Image of an artifact's URI, as the recipe writes it.</summary>
    /// <exception cref="ArtifactException">It is none.</exception>
    public static string OfUri(string uri) => FindOfUri(uri)
        ?? throw new ArtifactException(ArtifactErrors.DockerImageName, "COMPONENT_RECIPE_ERROR",
            $"'{uri}' names no image: [registry/][path/]name[:tag|@digest] is expected.");

    /// <summary>Every image that a recipe names, for whatever platform. What is no image is left out.</summary>
    public static IEnumerable<string> OfRecipe(Recipe recipe) =>
        recipe.Manifests.SelectMany(manifest => manifest.Artifacts).Where(artifact => artifact.Scheme == "docker")
            .Select(artifact => FindOfUri(artifact.Uri)).OfType<string>();

    public static bool IsValid(string image) => image.Length <= MostChars && Reference().IsMatch(image);

    /// <summary>Whether a pull may bring another image each time.</summary>
    public static bool IsLatest(string image) => !image.Contains('@', StringComparison.Ordinal) && TagOf(image) is null or "latest";

    /// <summary>Whether an image comes from the cloud's private registries, for which credentials are needed.</summary>
    public static bool IsPrivateCloudRegistry(string image) => PrivateRegistry().IsMatch(image);

    /// <summary>One name for what engines take for one image: with registry, path and tag, by docker's rules.</summary>
    public static string Canonical(string image)
    {
        var first = image.Split('/', 2);
        var hasRegistry = first.Length == 2 && (first[0] == "localhost" || first[0].AsSpan().IndexOfAny('.', ':') >= 0);
        var (registry, path) = hasRegistry ? (first[0], first[1]) : ("docker.io", image);
        if (registry is "docker.io" or "index.docker.io")
        {
            registry = "docker.io";
            if (!path.Contains('/', StringComparison.Ordinal)) path = "library/" + path;
        }
        if (!image.Contains('@', StringComparison.Ordinal) && TagOf(image) is null) path += ":latest";
        return $"{registry}/{path}";
    }

    private static string? FindOfUri(string uri) =>
        uri[(uri.IndexOf(':', StringComparison.Ordinal) + 1)..] is var image && IsValid(image) ? image : null;

    private static string? TagOf(string image)
    {
        var name = image[(image.LastIndexOf('/') + 1)..].Split('@')[0];
        return name.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0 ? name[(colon + 1)..] : null;
    }

    [GeneratedRegex(
        @"^[a-zA-Z0-9][a-zA-Z0-9._-]*(:[0-9]{1,5})?(/[a-z0-9][a-z0-9._-]*)*(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(@[a-z0-9]+:[a-fA-F0-9]{32,128})?\z")]
    private static partial Regex Reference();

    [GeneratedRegex(@"^[0-9]{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(\.cn)?/")]
    private static partial Regex PrivateRegistry();
}
