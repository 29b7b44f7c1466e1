using System.Text.Json.Nodes;
using Shoreline.Edge.ConfigStore;
using Shoreline.Greengrass.Recipes;

namespace Shoreline.Edge.Deployments;

/// <summary>Resolves one component's configuration: reset, then defaults, then merge (greengrass-components, 7.6).</summary>
internal static class ConfigurationUpdate
{
    /// <param name="current">Null where the component is new.</param>
    /// <param name="update">Null where none may be made: of components that are no roots of the deployment's group.</param>
    /// <param name="timeMs">Of the deployment.</param>
    /// <param name="notes">Gets a sentence for each reset that cannot be made.</param>
    public static ConfigContainer Resolve(ConfigContainer? current, JsonObject defaults, RootRequest? update, long timeMs, ICollection<string> notes)
    {
        var configuration = current ?? ConfigContainer.Empty;
        foreach (var pointer in update?.Reset ?? []) configuration = Reset(configuration, pointer, notes);
        configuration = ConfigMerge.Fill(configuration, defaults);
        return update?.Merge is { } merge ? (ConfigContainer)ConfigMerge.Merge(configuration, merge, timeMs) : configuration;
    }

    /// <summary>The same tree with other values: what interpolation made of them. Times stay.</summary>
    public static ConfigContainer WithValues(ConfigContainer configuration, JsonObject values)
    {
        foreach (var (key, node) in configuration.Children)
        {
            if (node is ConfigContainer inner) configuration = configuration.With(key, WithValues(inner, (JsonObject)values[key]!));
            else if (!JsonNode.DeepEquals(((ConfigLeaf)node).Value, values[key])) configuration = configuration.With(key, new ConfigLeaf(values[key]?.DeepClone(), node.ModifiedMs));
        }
        return configuration;
    }

    private static ConfigContainer Reset(ConfigContainer configuration, string text, ICollection<string> notes)
    {
        if (!JsonPointer.TryParse(text, out var pointer, out var fault))
        {
            notes.Add($"RESET '{text}' {fault}");
            return configuration;
        }
        for (var depth = 1; depth < pointer.Tokens.Count; depth++)
        {
            if (configuration.Find(pointer.Tokens.Take(depth)) is not ConfigLeaf) continue;
            notes.Add($"RESET '{text}' leads into a value that is written only as a whole");
            return configuration;
        }
        return ConfigMerge.Remove(configuration, [.. pointer.Tokens]);
    }
}
