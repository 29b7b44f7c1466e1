using System.Text.Json.Nodes;

namespace Shoreline.Edge.Nucleus;

/// <summary>The components' configuration as IPC sees it: a part of the configuration store (greengrass-components, section 5). Keys compare without regard to case.</summary>
internal interface IComponentConfiguration
{
    /// <summary>Reads what is at a path below a component's configuration.</summary>
    /// <returns>Null where component or path are not there.</returns>
    ConfigurationValue? Get(string component, IReadOnlyList<string> path);

    /// <summary>Merges into the container at a path; durable when it returns. Leaves written later than <paramref name="timeMs"/> keep their value.</summary>
    /// <param name="timeMs">Milliseconds since the Unix epoch.</param>
    MergeOutcome Merge(string component, IReadOnlyList<string> path, JsonNode? value, long timeMs);

    /// <summary>Calls for each changed leaf at or below a path, with its full path below the configuration, whoever changed it. Never for times alone.</summary>
    /// <returns>Ends it; null where component or path are not there.</returns>
    IDisposable? Watch(string component, IReadOnlyList<string> path, Action<string, IReadOnlyList<string>> changed);
}

/// <param name="Value">A copy; null for a JSON null.</param>
/// <param name="Key">The last key of the path as it is stored; empty for the whole configuration.</param>
internal readonly record struct ConfigurationValue(JsonNode? Value, string Key, bool IsContainer);

internal enum MergeOutcome
{
    Merged,

    /// <summary>What is at the path was changed after the given time; what was older there is merged all the same (greengrass-ipc, 6.3).</summary>
    Newer,
    NoSuchComponent,

    /// <summary>The path leads through a leaf.</summary>
    ThroughLeaf,
}
