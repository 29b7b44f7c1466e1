using System.Text.Json.Nodes;

namespace Shoreline.Greengrass.Recipes.Lifecycles;

/// <summary>
/// Which steps a manifest gets: its own, or what its selections pick from the global lifecycle (greengrass-components, 1.8).
/// </summary>
public static class LifecycleSelection
{
    private const string Default = "all";

    /// <param name="notes">Gets a sentence for each map in which keys were dropped that nothing selects.</param>
    /// <returns>A copy in which no keys differ by case alone; empty where the component has no steps.</returns>
    public static JsonObject Resolve(Recipe recipe, RecipeManifest manifest, ICollection<string>? notes = null)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(manifest);
        if (manifest.Lifecycle.Count > 0) return JsonKeys.Fold(manifest.Lifecycle);
        var selectable = recipe.Manifests.SelectMany(other => other.Selections).Append(Default).ToHashSet(StringComparer.Ordinal);
        var filtered = new Filter(selectable, manifest.Selections, notes).Apply(recipe.Lifecycle, "Lifecycle");
        return filtered is JsonObject steps ? JsonKeys.Fold(steps) : [];
    }

    private sealed class Filter(HashSet<string> selectable, IReadOnlyList<string> selections, ICollection<string>? notes)
    {
        /// <returns>Null where the value vanishes.</returns>
        public JsonNode? Apply(JsonNode? value, string path)
        {
            if (value is not JsonObject map) return value?.DeepClone();
            if (map.Any(pair => selectable.Contains(pair.Key))) return Pick(map, path);
            var kept = new JsonObject();
            foreach (var (key, below) in map)
            {
                if (Apply(below, $"{path}.{Quoted.Plain(key)}") is { } filtered) kept[key] = filtered;
            }
            return kept;
        }

        private JsonNode? Pick(JsonObject map, string path)
        {
            var strangers = map.Select(pair => pair.Key).Where(key => !selectable.Contains(key)).Select(Quoted.Text).Take(10).ToArray();
            if (strangers.Length > 0)
            {
                notes?.Add($"{path}: {string.Join(", ", strangers)} beside selection keys, and dropped; steps and options do not stand on one level with what Selections names");
            }
            var picked = selections.Append(Default).FirstOrDefault(key => map[key] is not null);
            return picked is null ? null : Apply(map[picked], $"{path}.{Quoted.Plain(picked)}");
        }
    }
}
