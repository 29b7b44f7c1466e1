using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace Shoreline.Edge.Ipc.Connections;

/// <summary>Why a connection's queue takes no more.</summary>
internal enum QueueState
{
    Open,

    /// <summary>Nothing more is to be said.</summary>
    Completed,

    /// <summary>The client did not read fast enough.</summary>
    Overflowed,

    /// <summary>The socket is broken.</summary>
    Broken,
}

/// <summary>
/// The messages of one connection on their way to its client, in order. Those that gather while a write is under way go together in the
/// next.
/// </summary>
/// <remarks>
/// Adding never waits. Where more than the limit waits for the client already, the queue overflows: what it holds is given up, and its
/// owner told once.
/// </remarks>
internal sealed class SendQueue(Socket socket, long maxBytes, IpcMemory memory, Action overflowed) : IDisposable
{
    private static readonly PipeOptions PipeOptions =
        new(pauseWriterThreshold: 0, resumeWriterThreshold: 0, minimumSegmentSize: 16 << 10, useSynchronizationContext: false);

    private readonly Lock _lock = new(); // guards the pipe's writing end, _queued, _share and _state
    private readonly Pipe _pipe = new(PipeOptions);
    private readonly MemoryShare _share = new(memory);
    private long _queued;
    private QueueState _state;

    public QueueState State
    {
        get { lock (_lock) return _state; }
    }

    // hot: per message
    /// <summary>Adds what <paramref name="write"/> writes, whole. Does nothing where the queue takes no more.</summary>
    public void Add<T>(T state, Action<IBufferWriter<byte>, T> write) where T : allows ref struct
    {
        lock (_lock)
        {
            if (_state != QueueState.Open) return; // the connection is ending, nobody can be told
            if (_queued <= maxBytes)
            {
                write(_pipe.Writer, state);
                _queued += _pipe.Writer.UnflushedBytes;
                if (_share.TryHold(_queued))
                {
                    var flushed = _pipe.Writer.FlushAsync();
                    Debug.Assert(flushed.IsCompleted, "this pipe has no limit of its own, so it never waits");
                    if (flushed.IsCompleted) flushed.GetAwaiter().GetResult();
                    return;
                }
            }
            _state = QueueState.Overflowed;
            _pipe.Writer.Complete();
        }
        overflowed();
    }

    /// <summary>After what was added so far, no more is taken; <see cref="RunAsync"/> ends when it is sent.</summary>
    public void Complete() => Close(QueueState.Completed);

    /// <summary>Sends until <see cref="Complete"/>, an overflow, or until the connection breaks, and then returns.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (true)
            {
                var result = await _pipe.Reader.ReadAsync(CancellationToken.None);
                if (result.Buffer.IsEmpty && result.IsCompleted) return;
                if (State is QueueState.Overflowed or QueueState.Broken) return;
                var next = result.Buffer.First; // a part at a time, so that what is sent is given back
                for (var rest = next; !rest.IsEmpty;) rest = rest[await socket.SendAsync(rest, SocketFlags.None, CancellationToken.None)..];
                _pipe.Reader.AdvanceTo(result.Buffer.GetPosition(next.Length));
                Sent(next.Length);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            Close(QueueState.Broken);
        }
        finally
        {
            await _pipe.Reader.CompleteAsync();
        }
    }

    public void Dispose()
    {
        Close(QueueState.Broken);
        lock (_lock) _share.Dispose();
    }

    private void Sent(int bytes)
    {
        lock (_lock)
        {
            _queued -= bytes;
            _share.TryHold(_queued);
        }
    }

    private void Close(QueueState state)
    {
        lock (_lock)
        {
            if (_state != QueueState.Open) return;
            _state = state;
            _pipe.Writer.Complete();
        }
    }
}
