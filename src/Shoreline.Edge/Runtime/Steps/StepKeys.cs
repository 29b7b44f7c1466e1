using System.Text.Json.Nodes;
using Shoreline.Greengrass.Recipes.Lifecycles;

namespace Shoreline.Edge.Runtime.Steps;

/// <summary>How a step is named in the log: as the recipe spells it.</summary>
internal static class StepKeys
{
    private const string Script = "Script";

    /// <returns><c>Run</c>, or <c>Run.Script</c> where the step has the long form.</returns>
    public static string Of(JsonObject lifecycle, StepName step)
    {
        var (key, value) = Find(lifecycle, step.ToString());
        return value is JsonObject options ? $"{key}.{Find(options, Script).Key}" : key;
    }

    private static (string Key, JsonNode? Value) Find(JsonObject map, string name)
    {
        foreach (var (key, value) in map)
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase)) return (key, value);
        }
        return (name, null);
    }
}
