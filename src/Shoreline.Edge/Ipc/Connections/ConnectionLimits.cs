namespace Shoreline.Edge.Ipc.Connections;

/// <summary>Counts accepted connections, in total and of each caller.</summary>
internal sealed class ConnectionLimits(int total, int ofOne)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _ofCallers = new(StringComparer.Ordinal);
    private int _count;

    public int Count
    {
        get { lock (_lock) return _count; }
    }

    /// <returns>Null where there is room; else why not.</returns>
    public string? TryEnter(string caller)
    {
        lock (_lock)
        {
            if (_count >= total) return $"{total} connections are open already";
            var own = _ofCallers.GetValueOrDefault(caller);
            if (own >= ofOne) return $"{caller} has {ofOne} connections open already";
            _ofCallers[caller] = own + 1;
            _count++;
            return null;
        }
    }

    public void Leave(string caller)
    {
        lock (_lock)
        {
            _count--;
            if (--_ofCallers[caller] == 0) _ofCallers.Remove(caller);
        }
    }
}
