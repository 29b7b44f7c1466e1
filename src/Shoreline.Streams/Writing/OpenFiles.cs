namespace Shoreline.Streams.Writing;

/// <summary>Which writers have their file open, so that thousands of streams share a bounded number of descriptors. Thread-safe.</summary>
internal sealed class OpenFiles(int most)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<LogWriter> _byUse = []; // the one used last is last
    private readonly Dictionary<LogWriter, LinkedListNode<LogWriter>> _nodes = [];

    /// <summary>
    /// Notes that a writer has used its file; where there are too many, the one that has not for longest is asked to close its own.
    /// </summary>
    public void Use(LogWriter writer)
    {
        LogWriter? idle = null;
        lock (_gate)
        {
            if (_nodes.TryGetValue(writer, out var node))
            {
                if (node == _byUse.Last) return;
                _byUse.Remove(node);
                _byUse.AddLast(node);
                return;
            }
            _nodes[writer] = _byUse.AddLast(writer);
            if (_byUse.Count > most && _byUse.First!.Value is var longest && longest != writer)
            {
                idle = longest;
                Remove(longest);
            }
        }
        idle?.Release(); // outside: it takes that writer's own gate
    }

    public void Forget(LogWriter writer)
    {
        lock (_gate) Remove(writer);
    }

    private void Remove(LogWriter writer)
    {
        if (_nodes.Remove(writer, out var node)) _byUse.Remove(node);
    }
}
