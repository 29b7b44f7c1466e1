using Shoreline.Core;
using Shoreline.Streams.Accounts;
using Shoreline.Streams.Reading;

namespace Shoreline.Streams.Writing;

/// <summary>What a turn is asked to do beside writing what waits.</summary>
[Flags]
internal enum Due { Nothing = 0, Flush = 1, Tending = 2, Release = 4 }

/// <summary>How a turn ends.</summary>
internal enum TurnEnd
{
    /// <summary>More has come meanwhile.</summary>
    GoesOn,

    /// <summary>Another turn may begin at once, so nothing of this one may follow.</summary>
    Idle,

    /// <summary>All is done that was asked for, and the writer is to close.</summary>
    Closing,
}

/// <summary>
/// What other threads ask of a stream's writer: appends, changes of its definition, odd jobs, its end. It decides what is taken, and tells
/// the one who has to schedule a turn. Thread-safe.
/// </summary>
internal sealed class WriterInbox(SegmentList segments, StreamLedger ledger, PendingBytes pending, TimeProvider time)
{
    private readonly Lock _gate = new(); // guards all below
    private readonly AppendQueue _queue = new();
    private readonly Queue<DefinitionUpdate> _updates = new();
    private long _batchBytes; // taken from the queue, not yet committed or refused
    private bool _isScheduled;
    private Due _due;
    private long _rejected;
    private Func<Exception>? _closedBecause;

    /// <summary>Appends refused because the stream was full.</summary>
    public long Rejected => Volatile.Read(ref _rejected);

    /// <summary>Why the writer closes; null before it does.</summary>
    public Func<Exception>? ClosedBecause
    {
        get { lock (_gate) return _closedBecause; }
    }

    // hot: per record
    /// <param name="schedule">Whether the caller is to schedule a turn; so with all that adds.</param>
    /// <returns>Why it is refused; null where it is taken.</returns>
    public Exception? Add(AppendOperation operation, StreamDefinition definition, out bool schedule)
    {
        schedule = false;
        var bytes = (long)StreamLimits.RecordOverheadBytes + operation.Payload.Length;
        if (operation.Payload.Length > StreamLimits.PayloadBytes || bytes > definition.MaxBytes) return TooLarge(definition, bytes);
        lock (_gate)
        {
            if (Refuse(definition, bytes) is { } refusal) return refusal;
            _queue.Add(operation);
            schedule = Schedule();
            return null;
        }
    }

    /// <returns>Why it is refused; null where it is taken.</returns>
    public Exception? Add(DefinitionUpdate update, out bool schedule)
    {
        schedule = false;
        lock (_gate)
        {
            if (_closedBecause is { } because) return because();
            _updates.Enqueue(update);
            schedule = Schedule();
            return null;
        }
    }

    public void Ask(Due due, out bool schedule)
    {
        schedule = false;
        lock (_gate)
        {
            if (_closedBecause is not null) return; // closing flushes, saves and releases
            _due |= due;
            schedule = Schedule();
        }
    }

    /// <summary>Takes nothing more from now on. Asked for again, it changes nothing.</summary>
    public void Close(Func<Exception> because, out bool schedule)
    {
        schedule = false;
        lock (_gate)
        {
            if (_closedBecause is not null) return;
            _closedBecause = because;
            schedule = Schedule();
        }
    }

    /// <summary>Begins a turn.</summary>
    /// <returns>The batch to write, linked; null where none waits.</returns>
    public AppendOperation? Take(out Due due)
    {
        lock (_gate)
        {
            var batch = _queue.Take();
            for (var operation = batch; operation is not null; operation = operation.Next)
                _batchBytes += StreamLimits.RecordOverheadBytes + operation.Payload.Length;
            (due, _due) = (_due, Due.Nothing);
            return batch;
        }
    }

    public bool TryTake(out DefinitionUpdate? update)
    {
        lock (_gate) return _updates.TryDequeue(out update);
    }

    /// <summary>Counts a part of the batch as stored.</summary>
    public void Commit(long nextSequence, long bytes)
    {
        lock (_gate)
        {
            segments.Advance(nextSequence, bytes);
            _batchBytes -= bytes; // together, or a full stream would seem fuller than it is
        }
        pending.GiveBack(bytes);
    }

    /// <summary>What is left of the batch is refused.</summary>
    public void GiveBack()
    {
        lock (_gate)
        {
            pending.GiveBack(_batchBytes);
            _batchBytes = 0;
        }
    }

    public TurnEnd Finish()
    {
        lock (_gate)
        {
            if (_queue.Count > 0 || _updates.Count > 0 || _due != Due.Nothing) return TurnEnd.GoesOn;
            if (_closedBecause is not null) return TurnEnd.Closing;
            _isScheduled = false;
            return TurnEnd.Idle;
        }
    }

    private bool Schedule()
    {
        var isFirst = !_isScheduled;
        _isScheduled = true;
        return isFirst;
    }

    private Exception? Refuse(StreamDefinition definition, long bytes)
    {
        if (_closedBecause is { } because) return because();
        if (_queue.Count >= StreamLimits.PendingCount || (_queue.Count > 0 && _queue.PayloadBytes + bytes > StreamLimits.PendingBytes))
            return new StreamBusyException(definition.Name, _queue.Count, _queue.PayloadBytes);
        if (RefuseFull(definition, bytes) is { } full) return full;
        return pending.TryTake(bytes) ? null : new StreamBusyException(definition.Name, pending.Bytes);
    }

    private StreamFullException? RefuseFull(StreamDefinition definition, long bytes)
    {
        if (definition.OnFull != OnFull.Reject) return null;
        var used = segments.TotalBytes + _batchBytes + _queue.PayloadBytes + (long)_queue.Count * StreamLimits.RecordOverheadBytes;
        if (used + bytes <= definition.MaxBytes) return null;
        _rejected++;
        ledger.Reject(time.NowNs(), segments.NextSequence);
        return new StreamFullException(definition.Name, used, definition.MaxBytes);
    }

    private static RecordTooLargeException TooLarge(StreamDefinition definition, long bytes) => new(
        definition.Name, bytes - StreamLimits.RecordOverheadBytes,
        Math.Min(definition.MaxBytes - StreamLimits.RecordOverheadBytes, StreamLimits.PayloadBytes));
}
