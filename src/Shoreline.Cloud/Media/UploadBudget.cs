namespace Shoreline.Cloud.Media;

/// <summary>Bounds the bytes of the uploads that are held in memory at once. Thread-safe.</summary>
internal sealed class UploadBudget(long limitBytes)
{
    private long _held;

    /// <summary>False where there is no room now; the sender is told to try later.</summary>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _held, bytes) <= limitBytes) return true;
        Interlocked.Add(ref _held, -bytes);
        return false;
    }

    public void Return(long bytes) => Interlocked.Add(ref _held, -bytes);
}
