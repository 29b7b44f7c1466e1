namespace Shoreline.Edge.Ipc.Connections;

/// <summary>
/// What all connections together may hold of messages that are on their way, so that no client takes the memory of the others.
/// </summary>
/// <remarks>
/// Each direction of each connection has <see cref="FreeBytes"/> for itself. What is beyond is paid for from this one account, as it
/// arrives and never for the length that a message claims; a connection that finds it empty is closed, since the protocol has no other way
/// to tell it.
/// </remarks>
internal sealed class IpcMemory(long bytes)
{
    public const int FreeBytes = 256 << 10;

    private long _taken;

    /// <summary>Bytes that are held now beyond the free ones.</summary>
    public long TakenBytes => Interlocked.Read(ref _taken);

    public bool TryTake(long count)
    {
        if (Interlocked.Add(ref _taken, count) <= bytes) return true;
        Return(count);
        return false;
    }

    public void Return(long count) => Interlocked.Add(ref _taken, -count);
}

/// <summary>
/// What one direction of one connection holds of <see cref="IpcMemory"/>. Its owner sees to it that one thread at a time uses it.
/// </summary>
internal sealed class MemoryShare(IpcMemory memory) : IDisposable
{
    private long _charged;
    private bool _isDisposed;

    /// <summary>States how much is held now, all of it. False where there is no memory for so much.</summary>
    public bool TryHold(long bytes)
    {
        if (_isDisposed) return true;
        var due = Math.Max(0, bytes - IpcMemory.FreeBytes);
        if (due == _charged) return true;
        if (due > _charged && !memory.TryTake(due - _charged)) return false;
        if (due < _charged) memory.Return(_charged - due);
        _charged = due;
        return true;
    }

    public void Dispose()
    {
        TryHold(0);
        _isDisposed = true;
    }
}
