using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Shoreline.Greengrass.Recipes.Lifecycles;

/// <summary>Values of options, in the forms that recipes write them.</summary>
internal static class StepOptions
{
    private static readonly string[] TrueWords = ["true", "yes", "on", "t", "y"];

    /// <summary>A scalar as text: strings as they are, numbers and booleans as JSON has them.</summary>
    public static string Text(JsonValue value) => JsonText.Of(value);

    /// <summary>A boolean, a number other than 0, or a word for true in any case; other words are false.</summary>
    public static bool Truth(JsonObject map, string key, string path, List<StepFault> faults)
    {
        if (!JsonKeys.TryGet(map, key, out var node) || node is null) return false;
        if (node is not JsonValue value)
        {
            faults.Add(new StepFault(path, $"is {Describe(node)}; it must be true or false"));
            return false;
        }
        return value.GetValueKind() switch
        {
            JsonValueKind.True => true,
            JsonValueKind.Number => Text(value).AsSpan().ContainsAnyInRange('1', '9'),
            JsonValueKind.String => TrueWords.Contains(Text(value), StringComparer.OrdinalIgnoreCase),
            _ => false,
        };
    }

    /// <summary>Whole seconds, as a number or in a text; null where the key is absent.</summary>
    public static TimeSpan? Seconds(JsonObject map, string key, string path, List<StepFault> faults, int least = 1)
    {
        if (!JsonKeys.TryGet(map, key, out var node) || node is null) return null;
        var isNumber = int.TryParse(
            node is JsonValue value ? Text(value).Trim() : "", NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
            out var seconds);
        if (isNumber && seconds >= least) return TimeSpan.FromSeconds(seconds);
        faults.Add(new StepFault(path, $"is {Describe(node)}; it must be whole seconds from {least} to {int.MaxValue}"));
        return null;
    }

    /// <summary>The variables under a key. Numbers and booleans become text; a null leaves its variable alone.</summary>
    public static IReadOnlyDictionary<string, string> Variables(JsonObject map, string path, List<StepFault> faults)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!JsonKeys.TryGet(map, "Setenv", out var node) || node is null) return variables;
        if (node is not JsonObject named)
        {
            faults.Add(new StepFault(path, $"is {Describe(node)}; it must be a map of names and values"));
            return variables;
        }
        foreach (var (name, value) in named)
        {
            var at = $"{path}.{Quoted.Plain(name)}";
            if (name.Length == 0 || name.AsSpan().ContainsAny('=', '\0')) faults.Add(new StepFault(at, "is no name of a variable"));
            else if (value is JsonValue scalar && !Text(scalar).Contains('\0', StringComparison.Ordinal)) variables[name] = Text(scalar);
            else if (value is JsonValue) faults.Add(new StepFault(at, "the value has a NUL in it"));
            else if (value is not null) faults.Add(new StepFault(at, $"is {Describe(value)}; it must be a text, a number or a boolean"));
        }
        return variables;
    }

    public static string Describe(JsonNode value) => value switch
    {
        JsonObject => "a map",
        JsonArray => "a list",
        _ => Quoted.Text(JsonText.Of(value)),
    };
}
