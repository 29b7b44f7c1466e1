using System.Text.Json.Nodes;
using Shoreline.Edge.Nucleus;

namespace Shoreline.Edge.Tests.Ipc.InMemory;

/// <summary>A container or a leaf of a configuration, with the time of its last change.</summary>
internal sealed class ConfigurationNode
{
    /// <summary>Null for a leaf.</summary>
    public Dictionary<string, ConfigurationNode>? Children { get; private set; }

    private JsonNode? _value;
    private long _timeMs;

    public static ConfigurationNode Container(long timeMs) => new() { Children = new(StringComparer.OrdinalIgnoreCase), _timeMs = timeMs };

    public ConfigurationNode? Find(IEnumerable<string> path) =>
        path.Aggregate<string, ConfigurationNode?>(this, (node, key) => node?.Children?.GetValueOrDefault(key));

    /// <summary>The last key of a path as it was first written.</summary>
    public string Spelling(IReadOnlyList<string> path) =>
        Find(path.SkipLast(1))!.Children!.Keys.Single(k => k.Equals(path[^1], StringComparison.OrdinalIgnoreCase));

    public JsonNode? ToJson() =>
        Children is null ? _value?.DeepClone() : new JsonObject(Children.Select(c => KeyValuePair.Create(c.Key, c.Value.ToJson())));

    public MergeOutcome Merge(IReadOnlyList<string> path, JsonNode? value, long timeMs, List<IReadOnlyList<string>> changes)
    {
        var node = this;
        foreach (var key in path.SkipLast(1))
        {
            if (node.Children is null) return MergeOutcome.ThroughLeaf;
            if (!node.Children.TryGetValue(key, out var child)) node.Children[key] = child = Container(timeMs);
            node = child;
        }
        if (path.Count > 0)
        {
            if (node.Children is null) return MergeOutcome.ThroughLeaf;
            var isNew = !node.Children.TryGetValue(path[^1], out var target);
            if (isNew) node.Children[path[^1]] = target = new ConfigurationNode { _timeMs = long.MinValue };
            target!.Write(value, timeMs, path, changes);
            return !isNew && target._timeMs > timeMs ? MergeOutcome.Newer : MergeOutcome.Merged;
        }
        Write(value, timeMs, [], changes);
        return _timeMs > timeMs ? MergeOutcome.Newer : MergeOutcome.Merged;
    }

    public void AddLeaves(IReadOnlyList<string> path, List<IReadOnlyList<string>> leaves)
    {
        if (Children is null) leaves.Add(path);
        else foreach (var (key, child) in Children) child.AddLeaves([.. path, key], leaves);
    }

    private void Write(JsonNode? value, long timeMs, IReadOnlyList<string> path, List<IReadOnlyList<string>> changes)
    {
        if (value is JsonObject members)
        {
            if (Children is null && _timeMs > timeMs) return;
            Children ??= new(StringComparer.OrdinalIgnoreCase);
            foreach (var (key, member) in members)
            {
                if (!Children.TryGetValue(key, out var child)) Children[key] = child = new ConfigurationNode { _timeMs = long.MinValue };
                child.Write(member, timeMs, [.. path, key], changes);
            }
            _timeMs = Math.Max(_timeMs, timeMs);
            return;
        }
        if (_timeMs > timeMs) return;
        var changed = _timeMs == long.MinValue || Children is not null || !JsonNode.DeepEquals(_value, value);
        (Children, _value, _timeMs) = (null, value?.DeepClone(), timeMs);
        if (changed) changes.Add(path);
    }
}
