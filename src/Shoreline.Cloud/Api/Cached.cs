namespace Shoreline.Cloud.Api;

/// <summary>Holds an answer for a short time, so that many portals that poll cost as much as one. Thread-safe.</summary>
/// <remarks>Whoever comes while the answer is being made waits for that one.</remarks>
internal sealed class Cached<T>(Func<CancellationToken, Task<T>> make, TimeSpan life, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _making = new(1, 1);
    private volatile Entry? _entry;

    public async Task<T> GetAsync(CancellationToken cancellationToken)
    {
        if (Fresh() is { } fresh) return fresh.Value;
        await _making.WaitAsync(cancellationToken);
        try
        {
            if (Fresh() is { } meanwhile) return meanwhile.Value;
            _entry = new Entry(await make(cancellationToken), time.GetTimestamp());
            return _entry.Value;
        }
        finally
        {
            _making.Release();
        }
    }

    public void Dispose() => _making.Dispose();

    private Entry? Fresh() => _entry is { } entry && time.GetElapsedTime(entry.MadeAt) < life ? entry : null;

    private sealed record Entry(T Value, long MadeAt);
}
