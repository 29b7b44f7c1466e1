using System.Text.Json.Nodes;

namespace Shoreline.Edge.ConfigStore;

/// <summary>The leaves whose values differ between two nodes: what watchers are told. Times alone, and containers without leaves, are no difference.</summary>
internal static class ChangedLeaves
{
    /// <returns>Paths below the two, in the order of keys.</returns>
    public static List<string[]> Between(ConfigNode? before, ConfigNode? after)
    {
        var paths = new List<string[]>();
        Compare(before, after, [], paths);
        return paths;
    }

    private static void Compare(ConfigNode? before, ConfigNode? after, string[] path, List<string[]> paths)
    {
        if (ReferenceEquals(before, after)) return;
        var (was, now) = (before as ConfigContainer, after as ConfigContainer);
        if (before is ConfigLeaf old && after is ConfigLeaf changed)
        {
            if (!JsonNode.DeepEquals(old.Value, changed.Value)) paths.Add(path);
            return;
        }
        if (before is ConfigLeaf || after is ConfigLeaf) paths.Add(path);
        if (was is not null)
        {
            foreach (var (key, node) in was.Children)
                if (now?.Find(key) is null) Compare(node, null, [.. path, key], paths);
        }
        if (now is null) return;
        foreach (var (key, node) in now.Children) Compare(was?.Find(key), node, [.. path, key], paths);
    }
}
