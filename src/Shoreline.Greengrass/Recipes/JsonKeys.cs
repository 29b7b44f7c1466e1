using System.Text.Json.Nodes;

namespace Shoreline.Greengrass.Recipes;

/// <summary>
/// Keys that compare without regard to case, as those of the configuration store do (greengrass-components, 1.1.7 and 5).
/// </summary>
public static class JsonKeys
{
    /// <summary>The value of a key; of keys that differ only by case, the later one's.</summary>
    /// <returns>False where there is none. A JSON null is there.</returns>
    public static bool TryGet(JsonObject map, string key, out JsonNode? value)
    {
        ArgumentNullException.ThrowIfNull(map);
        value = null;
        var isThere = false;
        foreach (var (name, candidate) in map)
        {
            if (string.Equals(name, key, StringComparison.OrdinalIgnoreCase)) (isThere, value) = (true, candidate);
        }
        return isThere;
    }

    /// <summary>A copy in which no two keys of a map differ by case alone: the later value, under the spelling that came first.</summary>
    public static JsonObject Fold(JsonObject map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var last = new Dictionary<string, JsonNode?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in map) last[key] = value;
        var folded = new JsonObject();
        foreach (var (key, value) in last) folded[key] = FoldValue(value);
        return folded;
    }

    private static JsonNode? FoldValue(JsonNode? value) => value switch
    {
        JsonObject map => Fold(map),
        JsonArray list => new JsonArray([.. list.Select(FoldValue)]),
        _ => value?.DeepClone(),
    };
}
