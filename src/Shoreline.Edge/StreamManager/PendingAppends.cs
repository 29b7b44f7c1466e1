using Shoreline.Greengrass.StreamManager;
using Shoreline.Greengrass.StreamManager.Messages;
using Shoreline.Streams;

namespace Shoreline.Edge.StreamManager;

/// <summary>
/// The appends of one connection that wait for the disk. They reach the engine in the order of <see cref="Begin"/> and are answered as they are stored.
/// </summary>
internal sealed class PendingAppends(StreamStore store, StreamServerOptions options, ServerMemory memory, TimeProvider time, Responder responder)
{
    private sealed class Entry(string requestId, PooledPayload payload, long startedAt)
    {
        public readonly string RequestId = requestId;
        public readonly PooledPayload Payload = payload;
        public readonly long StartedAt = startedAt;
        public bool Answered; // guarded by _gate
    }

    private readonly Lock _gate = new();
    private readonly LinkedList<Entry> _entries = []; // oldest first
    private long _bytes;
    private int _unanswered;
    private TaskCompletionSource? _changed;

    /// <summary>Completes once another append may begin.</summary>
    public Task RoomAsync(CancellationToken cancellationToken) =>
        WhenAsync(() => _entries.Count < options.MaxPendingAppends && _bytes < memory.PendingAppendBytes, cancellationToken);

    /// <summary>Completes once every append begun so far has its answer.</summary>
    public Task AllAnsweredAsync(CancellationToken cancellationToken) => WhenAsync(() => _unanswered == 0, cancellationToken);

    // hot: per record
    /// <summary>Hands an append to the engine. Takes over the payload that the request refers to.</summary>
    public void Begin(AppendMessageRequest request, PooledPayload payload)
    {
        ValueTask<long> appending;
        try
        {
            appending = store.Get(request.Name).AppendAsync(request.Payload, CancellationToken.None);
        }
        catch (Exception e)
        {
            payload.Return();
            responder.Fail(Operation.AppendMessage, request.RequestId, e);
            return;
        }
        var entry = new Entry(request.RequestId, payload, time.GetTimestamp());
        LinkedListNode<Entry> node;
        lock (_gate)
        {
            node = _entries.AddLast(entry);
            _bytes += payload.Bytes;
            _unanswered++;
        }
        _ = FinishAsync(appending, node); // its end shows in the list, which is awaited before the connection ends
    }

    /// <summary>Tells the clients of appends that take too long, before they give up and would be lost over a late answer.</summary>
    public void AnswerOverdue()
    {
        while (TakeOverdue() is { } entry)
        {
            responder.Fail(Operation.AppendMessage, entry.RequestId,
                new RequestFailure(StatusCode.ServerTimeout, $"not stored within {options.AppendTimeout.TotalSeconds:0} s; it may still be"));
            CountAnswered();
        }
    }

    private async Task FinishAsync(ValueTask<long> appending, LinkedListNode<Entry> node)
    {
        var entry = node.Value;
        try
        {
            var sequence = await appending;
            if (MayAnswer(entry))
            {
                responder.Send(Operation.AppendMessageResponse, new AppendMessageResponse { RequestId = entry.RequestId, SequenceNumber = sequence });
                CountAnswered();
            }
        }
        catch (Exception e)
        {
            if (MayAnswer(entry))
            {
                responder.Fail(Operation.AppendMessage, entry.RequestId, e);
                CountAnswered();
            }
        }
        entry.Payload.Return();
        lock (_gate)
        {
            _entries.Remove(node);
            _bytes -= entry.Payload.Bytes;
            Changed();
        }
    }

    private Entry? TakeOverdue()
    {
        lock (_gate)
        {
            foreach (var entry in _entries)
            {
                if (time.GetElapsedTime(entry.StartedAt) < options.AppendTimeout) return null; // and so are all that follow
                if (entry.Answered) continue;
                entry.Answered = true;
                return entry;
            }
            return null;
        }
    }

    private bool MayAnswer(Entry entry)
    {
        lock (_gate)
        {
            if (entry.Answered) return false;
            entry.Answered = true;
            return true;
        }
    }

    /// <summary>Comes after the answer is with the sender: whoever waits for all answers closes it next.</summary>
    private void CountAnswered()
    {
        lock (_gate)
        {
            _unanswered--;
            Changed();
        }
    }

    private void Changed()
    {
        _changed?.TrySetResult();
        _changed = null;
    }

    private async Task WhenAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (condition()) return;
                changed = (_changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
            await changed.WaitAsync(cancellationToken);
        }
    }
}
