namespace Shoreline.Streams.Writing;

/// <summary>Bytes of appends that wait for the disk, over all streams, against their bound. Thread-safe.</summary>
internal sealed class PendingBytes(long most)
{
    private long _bytes;

    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Takes bytes, unless that would go beyond the bound; a single append is let through even where it is larger.</summary>
    // hot: per record
    public bool TryTake(long bytes)
    {
        var after = Interlocked.Add(ref _bytes, bytes);
        if (after <= most || after == bytes) return true;
        Interlocked.Add(ref _bytes, -bytes);
        return false;
    }

    public void GiveBack(long bytes) => Interlocked.Add(ref _bytes, -bytes);
}
