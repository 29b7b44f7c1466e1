using System.Text.Json.Nodes;
using Shoreline.Edge.Nucleus;

namespace Shoreline.Edge.Deployments;

/// <summary>Differences between what runs and what is to run.</summary>
internal static class RecordChanges
{
    public static bool IsSame(ComponentRecord? before, ComponentRecord after) =>
        before is not null && before.Version == after.Version && before.Type == after.Type && before.RunWith == after.RunWith && before.IsRoot == after.IsRoot
        && before.Dependencies.Count == after.Dependencies.Count
        && after.Dependencies.All(entry => before.Dependencies.TryGetValue(entry.Key, out var type) && type == entry.Value)
        && JsonNode.DeepEquals(before.Lifecycle, after.Lifecycle) && JsonNode.DeepEquals(before.Configuration, after.Configuration);

    /// <summary>Whether a component's bootstrap step must run: where it is new, has another version, or another such step (greengrass-components, 1.9).</summary>
    public static bool NeedsBootstrap(ComponentRecord? before, ComponentRecord after)
    {
        var step = BootstrapOf(after);
        return step is not null && (before is null || before.Version != after.Version || !JsonNode.DeepEquals(BootstrapOf(before), step));
    }

    private static JsonNode? BootstrapOf(ComponentRecord record) =>
        record.Lifecycle.FirstOrDefault(entry => string.Equals(entry.Key, "bootstrap", StringComparison.OrdinalIgnoreCase)).Value;
}
