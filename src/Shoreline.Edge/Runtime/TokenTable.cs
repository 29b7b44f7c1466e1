using System.Security.Cryptography;
using System.Text;

namespace Shoreline.Edge.Runtime;

/// <summary>Which token is whose. Thread-safe.</summary>
internal sealed class TokenTable
{
    private readonly Lock _lock = new();
    private volatile (byte[] Token, string Component)[] _entries = [];

    public void Add(string token, string component)
    {
        lock (_lock) _entries = [.. _entries, (Encoding.ASCII.GetBytes(token), component)];
    }

    public void Remove(string token)
    {
        var bytes = Encoding.ASCII.GetBytes(token);
        lock (_lock) _entries = [.. _entries.Where(e => !e.Token.AsSpan().SequenceEqual(bytes))];
    }

    /// <summary>Compares with all, so that the time tells nothing about how much of a guess was right.</summary>
    public string? Find(ReadOnlySpan<byte> token)
    {
        string? found = null;
        foreach (var (known, component) in _entries)
        {
            if (CryptographicOperations.FixedTimeEquals(known, token)) found = component;
        }
        return found;
    }
}
