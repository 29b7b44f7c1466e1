using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Shoreline.Edge.ConfigStore;

/// <summary>A node of the configuration tree. Never changed: a change makes new nodes along its path, so that whoever holds a tree holds one moment.</summary>
/// <param name="modifiedMs">Milliseconds since the Unix epoch; of a container, the latest that was written at or below it.</param>
internal abstract class ConfigNode(long modifiedMs)
{
    public long ModifiedMs { get; } = modifiedMs;

    /// <summary>A copy as JSON.</summary>
    public abstract JsonNode? ToJson();
}

/// <summary>A value that is written as a whole: a scalar, null, or a list with all it holds.</summary>
/// <param name="value">Belongs to the leaf from now on; nobody changes it.</param>
internal sealed class ConfigLeaf(JsonNode? value, long modifiedMs) : ConfigNode(modifiedMs)
{
    public JsonNode? Value { get; } = value;

    public override JsonNode? ToJson() => Value?.DeepClone();
}

/// <summary>Nodes by key. Keys compare without regard to case and keep the spelling they were first written in.</summary>
internal sealed class ConfigContainer : ConfigNode
{
    private static readonly ImmutableSortedDictionary<string, ConfigNode> None =
        ImmutableSortedDictionary.Create<string, ConfigNode>(StringComparer.OrdinalIgnoreCase);

    private ConfigContainer(ImmutableSortedDictionary<string, ConfigNode> children, long modifiedMs) : base(modifiedMs) => Children = children;

    public static ConfigContainer Empty { get; } = EmptyAt(0);

    public ImmutableSortedDictionary<string, ConfigNode> Children { get; }

    public static ConfigContainer EmptyAt(long modifiedMs) => new(None, modifiedMs);

    public ConfigNode? Find(string key) => Children.GetValueOrDefault(key);

    public ConfigNode? Find(IEnumerable<string> path)
    {
        ConfigNode? node = this;
        foreach (var key in path) node = (node as ConfigContainer)?.Find(key);
        return node;
    }

    /// <summary>The container at a key, or an empty one.</summary>
    public ConfigContainer At(string key) => Find(key) as ConfigContainer ?? Empty;

    public ConfigContainer With(string key, ConfigNode node)
    {
        if (Children.TryGetKey(key, out var spelled) && ReferenceEquals(Children[spelled], node)) return this;
        return new ConfigContainer(Children.SetItem(spelled ?? key, node), Math.Max(ModifiedMs, node.ModifiedMs));
    }

    public ConfigContainer Without(string key) => Children.ContainsKey(key) ? new ConfigContainer(Children.Remove(key), ModifiedMs) : this;

    /// <summary>The same with a time that is at least the given one.</summary>
    public ConfigContainer Touched(long modifiedMs) => modifiedMs > ModifiedMs ? new ConfigContainer(Children, modifiedMs) : this;

    public override JsonNode ToJson() => ToObject();

    public JsonObject ToObject()
    {
        var json = new JsonObject();
        foreach (var (key, node) in Children) json.Add(key, node.ToJson());
        return json;
    }
}
