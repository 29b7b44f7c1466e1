using Shoreline.Lake;

namespace Shoreline.Cloud.Ingest;

/// <summary>What has landed, per stream incarnation: read from the raw table at first sight, kept current from then on.</summary>
/// <remarks>
/// Bounded: beyond <see cref="MaxStreams"/> the one that was asked for longest ago is forgotten, provided nothing of it is on its way, and
/// read again when
/// it comes back. Thread-safe.
/// </remarks>
internal sealed class LandedRecords(RawTables tables) : IDisposable
{
    private const int MaxStreams = 10_000;

    private readonly SemaphoreSlim _loading = new(1, 1);
    private readonly Lock _lock = new(); // guards the two collections
    private readonly Dictionary<StreamKey, LinkedListNode<LandedStream>> _byKey = [];
    private readonly LinkedList<LandedStream> _byUse = new(); // asked for last: first

    /// <summary>The account of one incarnation; the first call for it reads the raw table.</summary>
    /// <exception cref="Core.ShorelineException">The table cannot be read.</exception>
    public ValueTask<LandedStream> GetAsync(StreamKey key, CancellationToken cancellationToken) =>
        Find(key) is { } found ? ValueTask.FromResult(found) : LoadAsync(key, cancellationToken);

    public void Dispose() => _loading.Dispose();

    private async ValueTask<LandedStream> LoadAsync(StreamKey key, CancellationToken cancellationToken)
    {
        await _loading.WaitAsync(cancellationToken);
        try
        {
            if (Find(key) is { } loadedMeanwhile) return loadedMeanwhile;
            var loaded = new LandedStream(key, await tables.LandedAsync(RawTable.NameOf(key.Stream), key, cancellationToken));
            lock (_lock)
            {
                _byKey.Add(key, _byUse.AddFirst(loaded));
                ForgetOldest();
            }
            return loaded;
        }
        finally
        {
            _loading.Release();
        }
    }

    private LandedStream? Find(StreamKey key)
    {
        lock (_lock)
        {
            if (!_byKey.TryGetValue(key, out var node)) return null;
            if (node != _byUse.First)
            {
                _byUse.Remove(node);
                _byUse.AddFirst(node);
            }
            return node.Value;
        }
    }

    private void ForgetOldest()
    {
        if (_byKey.Count <= MaxStreams || _byUse.Last is not { Value.IsIdle: true } oldest) return;
        _byUse.RemoveLast();
        _byKey.Remove(oldest.Value.Key);
    }
}
