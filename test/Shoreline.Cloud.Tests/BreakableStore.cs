using Shoreline.Lake.Store;

namespace Shoreline.Cloud.Tests;

/// <summary>A bucket whose disk can be full.</summary>
internal sealed class BreakableStore(IObjectStore inner) : IObjectStore
{
    /// <summary>Every put fails and writes nothing.</summary>
    public volatile bool IsFull;

    /// <summary>The next put-if-absent of a key that ends so is done, and yet reported as failed.</summary>
    public volatile string? FailAfterPut;

    public ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken = default) => inner.GetAsync(key, cancellationToken);

    public ValueTask PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        Check();
        return inner.PutAsync(key, content, cancellationToken);
    }

    public ValueTask PutAsync(string key, Stream content, CancellationToken cancellationToken = default)
    {
        Check();
        return inner.PutAsync(key, content, cancellationToken);
    }

    public async ValueTask<bool> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        Check();
        var put = await inner.PutIfAbsentAsync(key, content, cancellationToken);
        if (FailAfterPut is not { } ending || !key.EndsWith(ending, StringComparison.Ordinal)) return put;
        FailAfterPut = null;
        throw new IOException("Input/output error");
    }

    public IAsyncEnumerable<ObjectEntry> ListAsync(string prefix, string? startAfter = null, CancellationToken cancellationToken = default) =>
        inner.ListAsync(prefix, startAfter, cancellationToken);

    public IAsyncEnumerable<string> ListFoldersAsync(string prefix, CancellationToken cancellationToken = default) => inner.ListFoldersAsync(prefix, cancellationToken);

    public ValueTask DeleteAsync(string key, CancellationToken cancellationToken = default) => inner.DeleteAsync(key, cancellationToken);

    public string? LocalPath(string key) => inner.LocalPath(key);

    private void Check()
    {
        if (IsFull) throw new IOException("No space left on device");
    }
}
