using System.Buffers;

namespace Shoreline.Edge.StreamManager;

/// <summary>
/// The memory that one connection receives into. An append is written to disk from where it was received, so its block stays until it is
/// done. Large blocks are paid for by the server's common memory.
/// </summary>
internal sealed class ReceiveMemory(ServerMemory server)
{
    private const int MaxKept = 4;

    private readonly Stack<ReceiveBlock> _free = new(MaxKept); // the objects; their bytes are back in the shared pool. Guarded by itself
    private long _heldBytes;

    /// <summary>Bytes of all blocks in use.</summary>
    public long HeldBytes => Interlocked.Read(ref _heldBytes);

    /// <summary>
    /// A block with one holder, the caller; null where a large one cannot be paid for. Up to <see cref="ServerMemory.FreeFrameBytes"/>
    /// there always is one.
    /// </summary>
    public ReceiveBlock? TryRent(int bytes)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(bytes);
        if (buffer.Length > ServerMemory.FreeFrameBytes && !server.TryTake(buffer.Length))
        {
            ArrayPool<byte>.Shared.Return(buffer);
            return null;
        }
        ReceiveBlock? block;
        lock (_free) _free.TryPop(out block);
        block ??= new ReceiveBlock(this);
        block.Begin(buffer, bytes);
        Interlocked.Add(ref _heldBytes, block.Buffer.Length);
        return block;
    }

    public void Return(ReceiveBlock block)
    {
        Interlocked.Add(ref _heldBytes, -block.Buffer.Length);
        if (block.Buffer.Length > ServerMemory.FreeFrameBytes) server.Return(block.Buffer.Length);
        ArrayPool<byte>.Shared.Return(block.Buffer);
        lock (_free)
        {
            if (_free.Count < MaxKept) _free.Push(block);
        }
    }
}

/// <summary>A piece of <see cref="ReceiveMemory"/>, in use as long as somebody holds it.</summary>
internal sealed class ReceiveBlock(ReceiveMemory owner)
{
    private int _holders;

    public byte[] Buffer { get; private set; } = [];

    /// <summary>What may be used of the buffer.</summary>
    public int Bytes { get; private set; }

    public bool IsShared => Volatile.Read(ref _holders) > 1;

    public void Begin(byte[] buffer, int bytes) => (Buffer, Bytes, _holders) = (buffer, bytes, 1);

    public void Hold() => Interlocked.Increment(ref _holders);

    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0) owner.Return(this);
    }
}
