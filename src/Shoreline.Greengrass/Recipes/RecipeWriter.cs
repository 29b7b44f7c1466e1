using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Shoreline.Greengrass.Recipes;

/// <summary>Writes recipes in the canonical spelling of their keys. What is written reads as the same recipe, in both syntaxes.</summary>
public static class RecipeWriter
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = RecipeLimits.Depth * 2 };

    public static string Write(Recipe recipe, RecipeSyntax syntax)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var json = ToJson(recipe);
        return syntax == RecipeSyntax.Json ? json.ToJsonString(Indented) + "\n" : YamlWriter.Write(json);
    }

    private static JsonObject ToJson(Recipe recipe)
    {
        var json = new JsonObject
        {
            ["RecipeFormatVersion"] = Recipe.FormatVersion,
            ["ComponentName"] = recipe.Name,
            ["ComponentVersion"] = recipe.Version.Text,
        };
        AddText(json, "ComponentDescription", recipe.Description);
        AddText(json, "ComponentPublisher", recipe.Publisher);
        json["ComponentType"] = $"aws.greengrass.{Word(recipe.Type).ToLowerInvariant()}";
        AddText(json, "ComponentSource", recipe.Source);
        if (recipe.DefaultConfiguration.Count > 0)
        {
            json["ComponentConfiguration"] = new JsonObject { ["DefaultConfiguration"] = recipe.DefaultConfiguration.DeepClone() };
        }
        if (recipe.Dependencies.Count > 0)
        {
            json["ComponentDependencies"] = Map(recipe.Dependencies.Select(pair => (pair.Key, (JsonNode?)new JsonObject
            {
                ["VersionRequirement"] = pair.Value.Requirement.Text,
                ["DependencyType"] = Word(pair.Value.Type),
            })));
        }
        json["Manifests"] = new JsonArray([.. recipe.Manifests.Select(ToJson)]);
        if (recipe.Lifecycle.Count > 0) json["Lifecycle"] = recipe.Lifecycle.DeepClone();
        return json;
    }

    private static JsonObject ToJson(RecipeManifest manifest)
    {
        var json = new JsonObject();
        AddText(json, "Name", manifest.Name);
        if (manifest.Platform.Count > 0) json["Platform"] = Map(manifest.Platform.Select(pair => (pair.Key, (JsonNode?)pair.Value)));
        if (manifest.Lifecycle.Count > 0) json["Lifecycle"] = manifest.Lifecycle.DeepClone();
        if (manifest.Selections.Count > 0)
        {
            json["Selections"] = new JsonArray([.. manifest.Selections.Select(selection => JsonValue.Create(selection))]);
        }
        if (manifest.Artifacts.Count > 0) json["Artifacts"] = new JsonArray([.. manifest.Artifacts.Select(ToJson)]);
        return json;
    }

    private static JsonObject ToJson(RecipeArtifact artifact)
    {
        var json = new JsonObject
        {
            ["URI"] = artifact.Uri,
            ["Unarchive"] = Word(artifact.Unarchive),
            ["Permission"] = new JsonObject { ["Read"] = Word(artifact.Read), ["Execute"] = Word(artifact.Execute) },
        };
        AddText(json, "Digest", artifact.Digest);
        AddText(json, "Algorithm", artifact.Algorithm);
        return json;
    }

    private static JsonObject Map(IEnumerable<(string Key, JsonNode? Value)> entries)
    {
        var map = new JsonObject();
        foreach (var (key, value) in entries) map[key] = value;
        return map;
    }

    private static void AddText(JsonObject to, string key, string? text)
    {
        if (text is not null) to[key] = text;
    }

    private static string Word<T>(T value) where T : struct, Enum => value.ToString().ToUpperInvariant();
}
