using Microsoft.Win32.SafeHandles;

namespace Shoreline.Streams.Files;

/// <summary>A file on disk.</summary>
internal sealed class DiskFile(string path, SafeFileHandle handle) : IFile
{
    public long Length => RandomAccess.GetLength(handle);

    public int Read(Span<byte> into, long offset)
    {
        var total = 0;
        while (total < into.Length)
        {
            var got = RandomAccess.Read(handle, into[total..], offset + total);
            if (got == 0) break;
            total += got;
        }
        return total;
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(handle, bytes, offset);

    public void Flush()
    {
        // fdatasync: the length is flushed with the data; times, which fsync would write too, cost a second write of the journal.
        if (LibC.SyncData(handle) != 0) throw LibC.LastError($"Flushing '{path}' failed");
    }

    public void Truncate(long length) => RandomAccess.SetLength(handle, length);

    public void Dispose() => handle.Dispose();
}
