namespace Shoreline.Edge.ConfigStore;

/// <summary>One difference between two trees.</summary>
/// <param name="Node">What is there now: a leaf, or a container without what is in it; null where it is gone.</param>
internal readonly record struct ConfigChange(string[] Path, ConfigNode? Node)
{
    /// <summary>The changes that lead from one tree to another. Subtrees that both share are not looked into.</summary>
    public static List<ConfigChange> Between(ConfigContainer before, ConfigContainer after)
    {
        var changes = new List<ConfigChange>();
        Compare(before, after, [], changes);
        return changes;
    }

    public ConfigContainer Apply(ConfigContainer to)
    {
        if (Node is null) return ConfigMerge.Remove(to, Path);
        if (Node is ConfigContainer && to.Find(Path) is ConfigContainer there) return ConfigMerge.Set(to, Path, there.Touched(Node.ModifiedMs));
        return ConfigMerge.Set(to, Path, Node);
    }

    private static void Compare(ConfigContainer before, ConfigContainer after, string[] path, List<ConfigChange> changes)
    {
        foreach (var (key, _) in before.Children)
            if (!after.Children.ContainsKey(key)) changes.Add(new ConfigChange([.. path, key], null));
        foreach (var (key, node) in after.Children)
        {
            var was = before.Find(key);
            if (ReferenceEquals(was, node)) continue;
            string[] at = [.. path, key];
            if (node is not ConfigContainer container)
            {
                changes.Add(new ConfigChange(at, node));
                continue;
            }
            if (was is not ConfigContainer || was.ModifiedMs != node.ModifiedMs) changes.Add(new ConfigChange(at, ConfigContainer.EmptyAt(node.ModifiedMs)));
            Compare(was as ConfigContainer ?? ConfigContainer.Empty, container, at, changes);
        }
    }
}
