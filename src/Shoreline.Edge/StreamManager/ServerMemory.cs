namespace Shoreline.Edge.StreamManager;

/// <summary>What all connections together may hold of frames and answers, so that no client takes the memory of the others.</summary>
/// <remarks>
/// <para>Small frames, appends on their way to the disk and answers are held within each connection's share: the whole divided by the
/// connections that have shaken hands. A client that leaves its answers unread, or stops in the middle of a frame, fills its own share and
/// nobody else's.</para>
/// <para>A frame above <see cref="FreeFrameBytes"/> is paid for from one common account, as its bytes arrive and never for the length that
/// it claims. Where the account is empty the frame is refused (OutOfMemoryError), which the client may try again; small frames are taken
/// all the same.</para>
/// <para>Together: <see cref="StreamServerOptions.MemoryBytes"/> for large frames and at most three times that for what the shares hold,
/// plus 3 MiB for each connection. Before the handshake a connection holds no more than 64 KiB.</para>
/// </remarks>
internal sealed class ServerMemory(StreamServerOptions options)
{
    /// <summary>A frame up to this size is never refused for want of memory.</summary>
    public const int FreeFrameBytes = 256 << 10;

    private const long LeastShareBytes = 256 << 10;

    private long _taken;
    private int _connections;

    /// <summary>Bytes of large frames that are held now.</summary>
    public long TakenBytes => Volatile.Read(ref _taken);

    /// <summary>Payload bytes of one connection's appends that may wait for the disk.</summary>
    public long PendingAppendBytes => Share(options.MemoryBytes / 4, options.MaxPendingAppendBytes);

    /// <summary>Payload bytes after which an answer to a read takes no further message.</summary>
    public long ReadBytes => Share(options.MemoryBytes / 4, options.ReadBytes);

    /// <summary>Payload bytes that the minimum of a read may take.</summary>
    public long MaxReadBytes => Share(options.MemoryBytes, options.MaxReadBytes);

    public void Enter() => Interlocked.Increment(ref _connections);

    public void Leave() => Interlocked.Decrement(ref _connections);

    /// <summary>Takes memory for a large frame. False where there is none left.</summary>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= options.MemoryBytes) return true;
        Return(bytes);
        return false;
    }

    public void Return(long bytes) => Interlocked.Add(ref _taken, -bytes);

    private long Share(long whole, long most) =>
        Math.Min(most, Math.Max(LeastShareBytes, whole / Math.Max(1, Volatile.Read(ref _connections))));
}
