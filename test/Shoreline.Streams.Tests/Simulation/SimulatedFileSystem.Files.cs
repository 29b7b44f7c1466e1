using Shoreline.Streams.Files;

namespace Shoreline.Streams.Tests.Simulation;

/// <summary>What is done with an open file.</summary>
internal sealed partial class SimulatedFileSystem
{
    private int Read(SimulatedFile file, string path, Span<byte> into, long offset)
    {
        lock (_gate)
        {
            Refuse();
            if (Inject?.Invoke(DiskCall.Read, path) == Fault.ReadError) throw new IOException("Input/output error.");
            var count = (int)Math.Clamp(file.Content.Length - offset, 0, into.Length);
            file.Content.AsSpan((int)Math.Min(offset, file.Content.Length), count).CopyTo(into);
            return count;
        }
    }

    private void Write(SimulatedFile file, string path, ReadOnlySpan<byte> bytes, long offset)
    {
        lock (_gate)
        {
            var fault = Fault.None;
            try { fault = Step(DiskCall.Write, path); }
            catch (IOException)
            {
                if (CallsUntilStop == 0) file.Write(bytes[..(bytes.Length / 2)], offset); // stopped in the middle of it
                throw;
            }
            if (fault == Fault.WriteError)
            {
                file.Write(bytes[..(bytes.Length / 2)], offset);
                throw new IOException("Input/output error.");
            }
            var growth = Math.Max(0, offset + bytes.Length - file.Content.Length);
            if (growth > FreeBytes)
            {
                file.Write(bytes[..(int)Math.Min(bytes.Length, Math.Max(0, bytes.Length - growth + FreeBytes))], offset);
                FreeBytes = 0;
                throw new IOException("No space left on device.", hresult: 28);
            }
            FreeBytes -= growth;
            file.Write(bytes, offset);
            Changed?.Invoke(DiskCall.Write);
        }
    }

    private void Flush(SimulatedFile file, string path)
    {
        lock (_gate)
        {
            var fault = Step(DiskCall.Flush, path);
            if (FlushesToFail > 0 || fault == Fault.FlushError)
            {
                FlushesToFail = Math.Max(0, FlushesToFail - 1);
                file.ForgetPending();
                throw new IOException("Input/output error.");
            }
            if (fault != Fault.FlushLost) file.Flush();
            Changed?.Invoke(DiskCall.Flush);
        }
    }

    private void Truncate(SimulatedFile file, string path, long length)
    {
        lock (_gate)
        {
            if (Step(DiskCall.Truncate, path) == Fault.WriteError) throw new IOException("Input/output error.");
            Free(Math.Max(0, file.Content.Length - length));
            file.Truncate(length);
            Changed?.Invoke(DiskCall.Truncate);
        }
    }

    private void Free(long bytes) => FreeBytes = Math.Min(FreeBytes, long.MaxValue - bytes) + bytes;

    private sealed class SimulatedHandle(SimulatedFileSystem files, SimulatedFile file, string path) : IFile
    {
        public long Length => file.Content.Length;

        public int Read(Span<byte> into, long offset) => files.Read(file, path, into, offset);

        public void Write(ReadOnlySpan<byte> bytes, long offset) => files.Write(file, path, bytes, offset);

        public void Flush() => files.Flush(file, path);

        public void Truncate(long length) => files.Truncate(file, path, length);

        public void Dispose() { /* Nothing is kept open here. */ }
    }
}
