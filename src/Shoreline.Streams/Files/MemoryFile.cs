namespace Shoreline.Streams.Files;

/// <summary>A file in memory, in blocks so that growing copies nothing. Readers may run beside the writer.</summary>
/// <remarks>Disposing one handle leaves the file; the blocks go when the last reference does.</remarks>
internal sealed class MemoryFile : IFile
{
    private const int BlockBytes = 64 << 10;

    private volatile byte[][] _blocks = []; // grows by replacement: readers keep the array they saw
    private long _length;

    public long Length => Volatile.Read(ref _length);

    public int Read(Span<byte> into, long offset)
    {
        var total = (int)Math.Clamp(Length - offset, 0, into.Length);
        for (var done = 0; done < total;)
        {
            var (block, within) = Math.DivRem(offset + done, BlockBytes);
            var count = Math.Min(total - done, BlockBytes - (int)within);
            _blocks[block].AsSpan((int)within, count).CopyTo(into[done..]);
            done += count;
        }
        return total;
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        Grow(offset + bytes.Length);
        for (var done = 0; done < bytes.Length;)
        {
            var (block, within) = Math.DivRem(offset + done, BlockBytes);
            var count = Math.Min(bytes.Length - done, BlockBytes - (int)within);
            bytes.Slice(done, count).CopyTo(_blocks[block].AsSpan((int)within));
            done += count;
        }
        Volatile.Write(ref _length, Math.Max(_length, offset + bytes.Length));
    }

    public void Flush() { /* Memory has nothing to flush. */ }

    public void Truncate(long length) => Volatile.Write(ref _length, length);

    public void Dispose() { /* The bytes belong to the file, not to this handle. */ }

    private void Grow(long length)
    {
        var needed = (int)((length + BlockBytes - 1) / BlockBytes);
        if (needed <= _blocks.Length) return;
        var blocks = _blocks;
        var old = blocks.Length;
        Array.Resize(ref blocks, Math.Max(needed, old));
        for (var i = old; i < needed; i++) blocks[i] = new byte[BlockBytes];
        _blocks = blocks;
    }
}
