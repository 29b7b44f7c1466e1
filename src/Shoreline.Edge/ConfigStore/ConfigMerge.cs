using System.Text.Json.Nodes;

namespace Shoreline.Edge.ConfigStore;

/// <summary>How values go into a tree (greengrass-components, section 5). All of it returns the node it was given where nothing changes.</summary>
internal static class ConfigMerge
{
    /// <summary>Levels of a tree, from its root. More than any configuration needs, and few enough for every walk to use the stack.</summary>
    public const int MaxDepth = 100;

    /// <summary>Merges a value: objects key by key, everything else as a whole. What was written later than <paramref name="timeMs"/> stays.</summary>
    public static ConfigNode Merge(ConfigNode? there, JsonNode? value, long timeMs)
    {
        if (value is JsonObject members)
        {
            if (there is ConfigLeaf && there.ModifiedMs > timeMs) return there;
            var container = there as ConfigContainer ?? ConfigContainer.EmptyAt(timeMs);
            foreach (var (key, member) in members) container = container.With(key, Merge(container.Find(key), member, timeMs));
            return container;
        }
        if (there is not null && there.ModifiedMs > timeMs) return there;
        if (there is ConfigLeaf leaf && JsonNode.DeepEquals(leaf.Value, value)) return leaf.ModifiedMs == timeMs ? leaf : new ConfigLeaf(leaf.Value, timeMs);
        return new ConfigLeaf(value?.DeepClone(), timeMs);
    }

    /// <summary>Merges at a path, whose missing containers are made.</summary>
    /// <returns>Null where the path leads through a leaf.</returns>
    public static ConfigContainer? MergeAt(ConfigContainer root, ReadOnlySpan<string> path, JsonNode? value, long timeMs)
    {
        if (path.IsEmpty) return Merge(root, value, timeMs) as ConfigContainer;
        var child = root.Find(path[0]);
        if (path.Length == 1) return root.With(path[0], Merge(child, value, timeMs));
        if (child is ConfigLeaf) return null;
        var merged = MergeAt(child as ConfigContainer ?? ConfigContainer.EmptyAt(timeMs), path[1..], value, timeMs);
        return merged is null ? null : root.With(path[0], merged);
    }

    /// <summary>Merges defaults: they come in where nothing is, and are older than anything anybody wrote (7.6).</summary>
    public static ConfigContainer Fill(ConfigContainer there, JsonObject defaults)
    {
        const long OldestMs = 1;
        foreach (var (key, value) in defaults)
        {
            var child = there.Find(key);
            if (child is null) there = there.With(key, Merge(null, value, OldestMs));
            else if (child is ConfigContainer inner && value is JsonObject members) there = there.With(key, Fill(inner, members));
        }
        return there;
    }

    /// <summary>Removes what is at a path; no change where nothing is.</summary>
    public static ConfigContainer Remove(ConfigContainer root, ReadOnlySpan<string> path)
    {
        if (path.IsEmpty) return ConfigContainer.Empty;
        if (path.Length == 1) return root.Without(path[0]);
        return root.Find(path[0]) is ConfigContainer child ? root.With(path[0], Remove(child, path[1..])) : root;
    }

    /// <summary>Puts a node in place of whatever is at a path, whose missing containers are made.</summary>
    public static ConfigContainer Set(ConfigContainer root, ReadOnlySpan<string> path, ConfigNode node)
    {
        if (path.IsEmpty) return (ConfigContainer)node;
        var child = path.Length == 1 ? node : Set(root.Find(path[0]) as ConfigContainer ?? ConfigContainer.EmptyAt(node.ModifiedMs), path[1..], node);
        return root.With(path[0], child);
    }

    /// <summary>Brings what was written into <paramref name="now"/> since <paramref name="basis"/> into a tree that was made of the basis meanwhile. Later times win, as ever.</summary>
    public static ConfigContainer Carry(ConfigContainer into, ConfigContainer basis, ConfigContainer now)
    {
        foreach (var (key, node) in now.Children)
        {
            var before = basis.Find(key);
            if (ReferenceEquals(before, node)) continue;
            var there = into.Find(key);
            if (node is ConfigContainer container && there is ConfigContainer target)
                into = into.With(key, Carry(target, before as ConfigContainer ?? ConfigContainer.Empty, container));
            else if (there is null || node.ModifiedMs >= there.ModifiedMs)
                into = into.With(key, node);
        }
        return into;
    }

    public static int DepthOf(JsonNode? value) => value switch
    {
        JsonObject members => 1 + (members.Count == 0 ? 0 : members.Max(member => DepthOf(member.Value))),
        JsonArray items => 1 + (items.Count == 0 ? 0 : items.Max(DepthOf)),
        _ => 0,
    };
}
