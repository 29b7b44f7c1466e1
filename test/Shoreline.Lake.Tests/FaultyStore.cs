using Shoreline.Lake.Store;

namespace Shoreline.Lake.Tests;

/// <summary>A store that dies, as a process does when it is killed, at one of its writes: everything after it fails too.</summary>
/// <param name="survivedWrites">Writes that still work.</param>
internal sealed class FaultyStore(IObjectStore inner, int survivedWrites) : IObjectStore
{
    private int _writes;

    public bool Died => _writes > survivedWrites;

    public ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken = default) => inner.GetAsync(key, cancellationToken);

    public ValueTask PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        CountWrite();
        return inner.PutAsync(key, content, cancellationToken);
    }

    public ValueTask PutAsync(string key, Stream content, CancellationToken cancellationToken = default)
    {
        CountWrite();
        return inner.PutAsync(key, content, cancellationToken);
    }

    public ValueTask<bool> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        CountWrite();
        return inner.PutIfAbsentAsync(key, content, cancellationToken);
    }

    public IAsyncEnumerable<ObjectEntry> ListAsync(string prefix, string? startAfter = null, CancellationToken cancellationToken = default) =>
        inner.ListAsync(prefix, startAfter, cancellationToken);

    public IAsyncEnumerable<string> ListFoldersAsync(string prefix, CancellationToken cancellationToken = default) =>
        inner.ListFoldersAsync(prefix, cancellationToken);

    public ValueTask DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        CountWrite();
        return inner.DeleteAsync(key, cancellationToken);
    }

    public string? LocalPath(string key) => inner.LocalPath(key);

    private void CountWrite()
    {
        if (++_writes > survivedWrites) throw new IOException("The process was killed here.");
    }
}
