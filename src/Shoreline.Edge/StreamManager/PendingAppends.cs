using System.Text;
using Shoreline.Greengrass.StreamManager;
using Shoreline.Greengrass.StreamManager.Framing;
using Shoreline.Greengrass.StreamManager.Messages;
using Shoreline.Streams;

namespace Shoreline.Edge.StreamManager;

/// <summary>
/// The appends of one connection that wait for the disk. They reach the engine in the order of
/// <see cref="Begin(AppendMessageRequest, ReceiveBlock)"/> and are answered as they are stored.
/// </summary>
internal sealed class PendingAppends(StreamStore store, StreamServerOptions options, TimeProvider time, Responder responder)
{
    private readonly Lock _gate = new(); // guards all below, and the links of the entries
    private Entry? _oldest;
    private Entry? _newest;
    private Entry? _free; // linked by Newer
    private int _count;
    private int _unanswered;
    private Func<bool>? _awaited; // what the connection waits for; it waits for one thing at a time
    private TaskCompletionSource? _come;

    /// <summary>Whether another append may begin, as far as their number goes.</summary>
    public bool HasRoom => Volatile.Read(ref _count) < options.MaxPendingAppends;

    /// <summary>Completes once a good part of them is done: waking for each would cost more than it does.</summary>
    /// <param name="isRoomy">What else must hold; it is asked again with each append that ends.</param>
    public Task RoomAsync(Func<bool> isRoomy, CancellationToken cancellationToken) =>
        WhenAsync(() => _count == 0 || (_count <= options.MaxPendingAppends / 2 && isRoomy()), cancellationToken);

    /// <summary>Completes once every append begun so far has its answer.</summary>
    public Task AllAnsweredAsync(CancellationToken cancellationToken) => WhenAsync(() => _unanswered == 0, cancellationToken);

    // hot: per record
    /// <summary>Hands an append to the engine if it is one of the usual kind; otherwise it is the general form's.</summary>
    /// <param name="block">Holds the frame.</param>
    public bool TryBegin(ReadOnlyMemory<byte> frame, ReceiveBlock block)
    {
        if (!AppendFrames.TryReadRequest(frame, out var parts)) return false;
        Span<char> name = stackalloc char[FieldRules.MaxNameChars];
        name = name[..Encoding.ASCII.GetChars(parts.Name.Span, name)];
        if (!store.TryGet(name, out var stream)) return false;
        Begin(stream, parts.RequestId, parts.Payload, block);
        return true;
    }

    /// <summary>Hands an append to the engine, or answers that its stream is not there, or not open.</summary>
    public void Begin(AppendMessageRequest request, ReceiveBlock block)
    {
        try
        {
            Begin(store.Get(request.Name), Encoding.UTF8.GetBytes(request.RequestId), request.Payload, block);
        }
        catch (Exception e) when (e is StreamNotFoundException or StreamFaultyException)
        {
            responder.Fail(Operation.AppendMessage, request.RequestId, e);
        }
    }

    /// <summary>Tells the clients of appends that take too long, before they give up and would be lost over a late answer.</summary>
    public void AnswerOverdue()
    {
        while (TakeOverdue() is { } requestId)
        {
            responder.Fail(Operation.AppendMessage, requestId,
                new RequestFailure(
                    StatusCode.ServerTimeout, $"not stored within {options.AppendTimeout.TotalSeconds:0} s; it may still be"));
            lock (_gate)
            {
                _unanswered--;
                Changed();
            }
        }
    }

    // hot: per record
    private void Begin(DurableStream stream, ReadOnlyMemory<byte> requestId, ReadOnlyMemory<byte> payload, ReceiveBlock block)
    {
        block.Hold();
        Entry entry;
        lock (_gate)
        {
            entry = _free ?? new Entry(this);
            _free = entry.Newer;
            entry.Begin(requestId, payload, block, time.GetTimestamp());
            Link(entry);
        }
        stream.Append(entry); // its end shows in the list, which is awaited before the connection ends
    }

    // hot: per record
    /// <summary>Called by the stream's writer.</summary>
    private void Finish(Entry entry, Exception? error)
    {
        var mayAnswer = entry.TryClaim();
        if (mayAnswer)
        {
            if (error is null) responder.SendAppended(entry.RequestId.Span, entry.Sequence);
            else responder.Fail(Operation.AppendMessage, Encoding.UTF8.GetString(entry.RequestId.Span), error);
        }
        entry.Block.Release();
        lock (_gate)
        {
            Unlink(entry);
            entry.Clear();
            (entry.Newer, _free) = (_free, entry);
            if (mayAnswer) _unanswered--; // after the answer is with the sender: whoever waits for all answers closes it next
            Changed();
        }
    }

    /// <returns>The id of an append that is not to be answered again; null where none is overdue.</returns>
    private string? TakeOverdue()
    {
        lock (_gate)
        {
            for (var entry = _oldest;
                entry is not null && time.GetElapsedTime(entry.StartedAt) >= options.AppendTimeout;
                entry = entry.Newer)
            {
                if (entry.TryClaim()) return Encoding.UTF8.GetString(entry.RequestId.Span);
            }
            return null;
        }
    }

    private void Link(Entry entry)
    {
        (entry.Older, entry.Newer) = (_newest, null);
        if (_newest is null) _oldest = entry;
        else _newest.Newer = entry;
        _newest = entry;
        _count++;
        _unanswered++;
    }

    private void Unlink(Entry entry)
    {
        if (entry.Older is null) _oldest = entry.Newer;
        else entry.Older.Newer = entry.Newer;
        if (entry.Newer is null) _newest = entry.Older;
        else entry.Newer.Older = entry.Older;
        _count--;
    }

    private void Changed()
    {
        if (_awaited is null || !_awaited()) return;
        _come!.TrySetResult();
        _awaited = null;
    }

    private Task WhenAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (condition()) return Task.CompletedTask;
            (_awaited, _come) = (condition, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            return _come.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>One append; used again when it is done.</summary>
    private sealed class Entry(PendingAppends owner) : AppendOperation
    {
        private bool _isAnswered;

        public ReadOnlyMemory<byte> RequestId { get; private set; }

        /// <summary>What id and payload lie in.</summary>
        public ReceiveBlock Block { get; private set; } = null!;

        public long StartedAt { get; private set; }

        public Entry? Older { get; set; }

        public Entry? Newer { get; set; }

        public void Begin(ReadOnlyMemory<byte> requestId, ReadOnlyMemory<byte> payload, ReceiveBlock block, long startedAt)
        {
            (RequestId, Payload, Block, StartedAt, _isAnswered) = (requestId, payload, block, startedAt, false);
        }

        /// <summary>True for the one who is to answer it.</summary>
        public bool TryClaim() => !Interlocked.Exchange(ref _isAnswered, true);

        /// <summary>Lets go of the memory, so that an idle connection keeps none.</summary>
        public void Clear() => (RequestId, Payload, Block) = (default, default, null!);

        protected internal override void Complete(Exception? error) => owner.Finish(this, error);
    }
}
