namespace Shoreline.Edge.Exports;

/// <summary>
/// Bounds the memory of what all exports have on their way. Each may always have one batch; further ones only while there is room.
/// Thread-safe.
/// </summary>
internal sealed class FlightBound(int mostBatches, long mostBytes)
{
    private long _batches;
    private long _bytes;

    public bool HasRoom => Interlocked.Read(ref _batches) < mostBatches && Interlocked.Read(ref _bytes) < mostBytes;

    public void Add(long bytes)
    {
        Interlocked.Increment(ref _batches);
        Interlocked.Add(ref _bytes, bytes);
    }

    public void Remove(long bytes)
    {
        Interlocked.Decrement(ref _batches);
        Interlocked.Add(ref _bytes, -bytes);
    }
}
