namespace Shoreline.Edge.Ipc.PubSub;

/// <summary>Finds the subscribers of a topic: filters as a tree of their levels. Not thread-safe.</summary>
/// <remarks>
/// A topic is walked level by level with the set of nodes that fit so far, never by recursion: its number of levels is the client's choice.
/// </remarks>
internal sealed class TopicTree<T>(int maxNodes) where T : class
{
    private readonly Node _root = new(null, "");
    private List<Node> _fitting = [];
    private List<Node> _next = [];
    private int _nodes;

    /// <summary>Nodes in use, each one level of a filter.</summary>
    public int NodeCount => _nodes;

    /// <returns>False where the tree holds as many levels as it may.</returns>
    public bool TryAdd(string filter, T subscriber)
    {
        var node = _root;
        var levels = new TopicLevels(filter);
        while (levels.Next(out var level))
        {
            if (level is TopicFilter.AllBelow && levels.IsAtEnd)
            {
                (node.Below ??= []).Add(subscriber);
                return true;
            }
            if (node.Find(level) is not { } child)
            {
                if (_nodes == maxNodes)
                {
                    Prune(node);
                    return false;
                }
                child = node.Add(level);
                _nodes++;
            }
            node = child;
        }
        (node.Exact ??= []).Add(subscriber);
        return true;
    }

    public void Remove(string filter, T subscriber)
    {
        var node = _root;
        var levels = new TopicLevels(filter);
        var isBelow = false;
        while (levels.Next(out var level))
        {
            isBelow = level is TopicFilter.AllBelow && levels.IsAtEnd;
            if (!isBelow) node = node.Find(level) ?? throw new InvalidOperationException($"'{filter}' was never added");
        }
        if (isBelow) node.Below?.Remove(subscriber);
        else node.Exact?.Remove(subscriber);
        Prune(node);
    }

    // hot: per message
    /// <summary>Adds the subscribers of a topic to <paramref name="found"/>: each subscription once.</summary>
    public void Match(string topic, List<T> found)
    {
        _fitting.Clear();
        _fitting.Add(_root);
        var levels = new TopicLevels(topic);
        if (levels.IsAtEnd && _root.Below is { } all) found.AddRange(all); // "/", which has no level
        while (levels.Next(out var level))
        {
            _next.Clear();
            foreach (var node in _fitting)
            {
                if (node.Below is { } below) found.AddRange(below);
                if (node.Find(level) is { } child) _next.Add(child);
                if (node.AnyLevel is { } any) _next.Add(any);
            }
            (_fitting, _next) = (_next, _fitting);
            if (_fitting.Count == 0) return;
        }
        foreach (var node in _fitting)
        {
            if (node.Exact is { } exact) found.AddRange(exact);
        }
    }

    /// <summary>Removes a node that leads nowhere, and those above it that then lead nowhere.</summary>
    private void Prune(Node node)
    {
        for (var empty = node; empty is { IsEmpty: true, Parent: { } parent }; empty = parent)
        {
            parent.Remove(empty);
            _nodes--;
        }
    }

    private sealed class Node(Node? parent, string level)
    {
        private Dictionary<string, Node>? _children;

        public Node? Parent { get; } = parent;

        /// <summary>Subscribers of the filter that ends here.</summary>
        public List<T>? Exact { get; set; }

        /// <summary>Subscribers of the filter that ends here with <c>#</c>.</summary>
        public List<T>? Below { get; set; }

        /// <summary>The child for <c>+</c>.</summary>
        public Node? AnyLevel { get; private set; }

        public bool IsEmpty => Exact is null or [] && Below is null or [] && AnyLevel is null && _children is null or { Count: 0 };

        public Node? Find(ReadOnlySpan<char> wanted)
        {
            if (wanted is TopicFilter.AnyLevel) return AnyLevel;
            return _children?.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(wanted, out var child) ?? false ? child : null;
        }

        public Node Add(ReadOnlySpan<char> next)
        {
            var child = new Node(this, next.ToString());
            if (next is TopicFilter.AnyLevel) AnyLevel = child;
            else (_children ??= new Dictionary<string, Node>(StringComparer.Ordinal)).Add(next.ToString(), child);
            return child;
        }

        public void Remove(Node child)
        {
            if (child == AnyLevel) AnyLevel = null;
            else _children!.Remove(child.Level);
        }

        private string Level { get; } = level;
    }
}
