using System.Text.Json.Nodes;
using Shoreline.Edge.ConfigStore;

namespace Shoreline.Edge.Deployments;

/// <summary>
/// The time that a deployment's configuration updates carry: the nucleus' option <c>deploymentConfigurationTimeSource</c>
/// (greengrass-components, 7.6).
/// </summary>
internal static class ConfigurationTime
{
    private const string Option = "deploymentConfigurationTimeSource";
    private const string Creation = "deploymentCreationTime";
    private const string Processing = "deploymentProcessingTime";
    private const int ShownCharacters = 64;

    /// <param name="current">The nucleus' configuration; null where it has none.</param>
    /// <param name="update">What the deployment makes of it: one that sets the option goes by it already. Null where it may not.</param>
    /// <param name="nowMs">When the deployment is processed.</param>
    /// <param name="notes">Gets a sentence for a value that is not known.</param>
    public static long Of(DeploymentDocument document, ConfigContainer? current, RootRequest? update, long nowMs, ICollection<string> notes)
    {
        // At the present time, or an option written here after the deployment was made would keep it from saying what times are worth.
        var nucleus = ConfigurationUpdate.Resolve(current, [], update, nowMs, []);
        if (nucleus.Find(Option)?.ToJson() is not { } value || Is(value, Creation)) return document.TimestampMs;
        if (Is(value, Processing)) return nowMs;
        var text = value.ToJsonString();
        if (text.Length > ShownCharacters) text = text[..ShownCharacters] + "…";
        notes.Add($"{Option} is {text}, and must be {Creation} or {Processing}; {Creation} counts instead");
        return document.TimestampMs;
    }

    private static bool Is(JsonNode value, string name) =>
        value is JsonValue scalar && scalar.TryGetValue(out string? text) && text.Equals(name, StringComparison.OrdinalIgnoreCase);
}
