using System.Text.Json.Nodes;
using Shoreline.Edge.Nucleus;

namespace Shoreline.Edge.Tests.Ipc.InMemory;

/// <summary>
/// Configurations that last as long as the test. The rules of times, leaves and watchers are those of greengrass-components, section 5.
/// </summary>
internal sealed class MemoryConfiguration : IComponentConfiguration
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ConfigurationNode> _components = new(StringComparer.Ordinal);
    private readonly List<Watcher> _watchers = [];

    /// <summary>Gives a component a configuration, as a deployment does.</summary>
    public void Set(string component, string json, long timeMs = 0)
    {
        lock (_lock) _components.TryAdd(component, ConfigurationNode.Container(timeMs));
        Merge(component, [], JsonNode.Parse(json), timeMs);
    }

    /// <summary>Forgets a component, or what is at a path of it.</summary>
    public void Remove(string component, params string[] path)
    {
        var changes = new List<IReadOnlyList<string>>();
        lock (_lock)
        {
            var parent = path.Length == 0 ? null : _components[component].Find(path[..^1]);
            (path.Length == 0 ? _components[component] : parent!.Children![path[^1]]).AddLeaves(path, changes);
            if (parent is null) _components.Remove(component);
            else parent.Children!.Remove(path[^1]);
        }
        Tell(component, changes);
    }

    public ConfigurationValue? Get(string component, IReadOnlyList<string> path)
    {
        lock (_lock)
        {
            if (!_components.TryGetValue(component, out var root) || root.Find(path) is not { } node) return null;
            return new ConfigurationValue(node.ToJson(), path.Count == 0 ? "" : root.Spelling(path), node.Children is not null);
        }
    }

    public MergeOutcome Merge(string component, IReadOnlyList<string> path, JsonNode? value, long timeMs)
    {
        var changes = new List<IReadOnlyList<string>>();
        MergeOutcome outcome;
        lock (_lock)
        {
            if (!_components.TryGetValue(component, out var root)) return MergeOutcome.NoSuchComponent;
            outcome = root.Merge(path, value, timeMs, changes);
        }
        Tell(component, changes);
        return outcome;
    }

    public IDisposable? Watch(string component, IReadOnlyList<string> path, Action<string, IReadOnlyList<string>> changed)
    {
        lock (_lock)
        {
            if (!_components.TryGetValue(component, out var root) || root.Find(path) is null) return null;
            var watcher = new Watcher(this, component, path, changed);
            _watchers.Add(watcher);
            return watcher;
        }
    }

    /// <summary>Watchers that were not ended.</summary>
    public int WatcherCount
    {
        get { lock (_lock) return _watchers.Count; }
    }

    private void Tell(string component, List<IReadOnlyList<string>> changes)
    {
        Watcher[] watchers;
        lock (_lock) watchers = [.. _watchers.Where(w => w.Component == component)];
        foreach (var change in changes)
        {
            foreach (var watcher in watchers.Where(w => w.Covers(change))) watcher.Changed(component, change);
        }
    }

    private sealed class Watcher(
        MemoryConfiguration owner, string component, IReadOnlyList<string> path, Action<string, IReadOnlyList<string>> changed) : IDisposable
    {
        public string Component => component;

        public Action<string, IReadOnlyList<string>> Changed => changed;

        public bool Covers(IReadOnlyList<string> leaf) => leaf.Take(path.Count).SequenceEqual(path, StringComparer.OrdinalIgnoreCase);

        public void Dispose()
        {
            lock (owner._lock) owner._watchers.Remove(this);
        }
    }
}
