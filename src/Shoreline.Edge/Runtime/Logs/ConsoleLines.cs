using System.Buffers;
using System.Globalization;
using System.Text;

namespace Shoreline.Edge.Runtime.Logs;

/// <summary>
/// Lines of components on the gateway's standard output (<c>outputType: CONSOLE</c>). Whoever adds never waits for whoever reads it. Thread-safe.
/// </summary>
/// <param name="open">Called with the first lines.</param>
/// <remarks>1 MiB waits at most. What comes while that is full is counted, and said behind it.</remarks>
internal sealed class ConsoleLines(Func<Stream> open)
{
    private const int MostWaitingBytes = 1 << 20;

    private readonly Lock _lock = new(); // guards what follows
    private ArrayBufferWriter<byte> _waiting = new();
    private Task _writing = Task.CompletedTask;
    private long _lostBytes;
    private Stream? _to; // the writing task's alone

    /// <summary>Adds whole lines.</summary>
    public void Write(ReadOnlySpan<byte> lines)
    {
        lock (_lock)
        {
            if (_waiting.WrittenCount + lines.Length > MostWaitingBytes)
            {
                _lostBytes += lines.Length;
                return;
            }
            _waiting.Write(lines);
            if (_writing.IsCompleted) _writing = Task.Run(WriteAll);
        }
    }

    /// <summary>Completes when all is written, or the time is over.</summary>
    public Task FlushAsync(TimeSpan within)
    {
        Task writing;
        lock (_lock) writing = _writing;
        return Task.WhenAny(writing, Task.Delay(within, TimeProvider.System));
    }

    private void WriteAll()
    {
        var writes = new ArrayBufferWriter<byte>();
        while (true)
        {
            long lost;
            lock (_lock)
            {
                if (_waiting.WrittenCount == 0)
                {
                    _writing = Task.CompletedTask; // under the lock: who adds now begins anew
                    return;
                }
                (_waiting, writes, lost, _lostBytes) = (writes, _waiting, _lostBytes, 0);
            }
            try
            {
                _to ??= open();
                _to.Write(writes.WrittenSpan);
                if (lost > 0) _to.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"[{lost} bytes of log were lost: standard output was not read]\n")));
                _to.Flush();
            }
            catch (IOException)
            {
                lock (_lock) _lostBytes += lost + writes.WrittenCount; // nobody reads any more, or the disk behind it is full
            }
            writes.ResetWrittenCount();
        }
    }
}
