using System.Diagnostics;
using Shoreline.Core;
using Shoreline.Streams.Accounts;
using Shoreline.Streams.Files;
using Shoreline.Streams.Format;
using Shoreline.Streams.Reading;
using Shoreline.Streams.Recovery;

namespace Shoreline.Streams.Writing;

/// <summary>
/// The one writer of a stream. Appenders queue; each turn takes what has come, writes it, flushes once, and completes them all.
/// </summary>
/// <remarks>
/// Invariants: a sequence is given to a record only when it is written, in the order of the queue. What readers see, and what an appender was promised, is
/// flushed (durable mode) or with the operating system (relaxed mode). Only the active segment holds bytes that are not flushed. After any failure the active segment
/// is given up, cut back to what was committed, and never written again.
/// </remarks>
internal sealed class LogWriter : IWriterWork
{
    /// <summary>What a turn is asked to do beside writing what waits.</summary>
    [Flags]
    private enum Due { Nothing = 0, Flush = 1, Tending = 2, Release = 4 }

    private readonly Lock _gate = new(); // guards the queue and the fields below it up to the blank line
    private readonly AppendQueue _queue = new();
    private readonly Queue<DefinitionUpdate> _updates = new();
    private long _batchBytes; // taken from the queue, not yet committed or refused
    private bool _isScheduled;
    private Due _due;
    private long _rejected;
    private Func<Exception>? _closedBecause;

    private readonly StreamFolder _folder;
    private readonly SegmentList _segments;
    private readonly WriterServices _services;
    private readonly StreamLedger _ledger;
    private readonly Retention _retention;
    private readonly CommitSignal _committed;
    private readonly TimeProvider _time;
    private readonly ITimer _flushTimer;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // From here on: used by the turn that runs, one at a time.
    private volatile StreamDefinition _definition;
    private ActiveSegment? _active;
    private AppendOperation? _uncommitted; // first operation of the batch that was not completed yet
    private long _lastAppendNs;
    private byte[] _staging = []; // lent for the turn
    private bool _isFlushTimerSet;
    private long _appended;
    private long _appendedBytes;
    private long _batches;
    private long _failedWrites;
    private long _bytesAtRisk;

    public LogWriter(
        StreamDefinition definition, StreamFolder folder, SegmentList segments, Segment? open, StreamLedger ledger, Retention retention, CommitSignal committed,
        WriterServices services)
    {
        (_definition, _folder, _segments, _ledger, _retention, _committed, _services) = (definition, folder, segments, ledger, retention, committed, services);
        _time = services.Time;
        if (open is not null) _active = new ActiveSegment(folder.Files, file: null, open, segments.NextSequence, folder.Incarnation.Salt, []);
        _lastAppendNs = segments.Snapshot.Select(segment => segment.LastAppendNs).DefaultIfEmpty(0).Max();
        _flushTimer = _time.CreateTimer(static writer => ((LogWriter)writer!).Ask(Due.Flush), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public StreamDefinition Definition => _definition;

    private bool IsRelaxed => Definition.Flush == FlushMode.Relaxed;

    // hot: per record
    public ValueTask<long> Append(ReadOnlyMemory<byte> payload)
    {
        var operation = _services.Operations.Rent();
        operation.Begin(payload);
        var task = operation.Task; // before the writer may complete it
        if (Add(operation) is not { } refusal) return task;
        _services.Operations.Return(operation);
        return ValueTask.FromException<long>(refusal);
    }

    // hot: per record
    /// <returns>Why it is refused; null where it is on its way and will be completed.</returns>
    public Exception? Add(AppendOperation operation)
    {
        var bytes = (long)StreamLimits.RecordOverheadBytes + operation.Payload.Length;
        if (operation.Payload.Length > StreamLimits.PayloadBytes || bytes > Definition.MaxBytes) return TooLarge(bytes);
        bool schedule;
        lock (_gate)
        {
            if (Refuse(bytes) is { } refusal) return refusal;
            _queue.Add(operation);
            schedule = !_isScheduled;
            _isScheduled = true;
        }
        if (schedule) _services.Pool.Enqueue(this);
        return null;
    }

    /// <summary>Puts another definition in force, between two batches. Durable when it completes.</summary>
    /// <exception cref="StreamUpdateException">The stream as it is does not allow it.</exception>
    /// <exception cref="IOException">It could not be saved; the old one stays in force.</exception>
    public Task UpdateAsync(StreamDefinition definition)
    {
        var update = new DefinitionUpdate(definition);
        lock (_gate)
        {
            if (_closedBecause is { } because) return Task.FromException(because());
            _updates.Enqueue(update);
            if (_isScheduled) return update.Done;
            _isScheduled = true;
        }
        _services.Pool.Enqueue(this);
        return update.Done;
    }

    /// <summary>Lets a turn look for what has expired, and save what the account gathered.</summary>
    public void Tend() => Ask(Due.Tending);

    /// <summary>Lets a turn close the file: other streams need theirs more.</summary>
    public void Release() => Ask(Due.Release);

    /// <summary>Refuses appends from now on, finishes those that wait, flushes and closes the file.</summary>
    public Task CloseAsync(Func<Exception> because)
    {
        lock (_gate)
        {
            if (_closedBecause is not null) return _closed.Task;
            _closedBecause = because;
            if (_isScheduled) return _closed.Task;
            _isScheduled = true;
        }
        _services.Pool.Enqueue(this);
        return _closed.Task;
    }

    public StreamCounters Counters => new()
    {
        Appended = Volatile.Read(ref _appended),
        AppendedBytes = Volatile.Read(ref _appendedBytes),
        Batches = Volatile.Read(ref _batches),
        Rejected = Volatile.Read(ref _rejected),
        FailedWrites = Volatile.Read(ref _failedWrites),
        BytesAtRisk = Volatile.Read(ref _bytesAtRisk),
    };

    bool IWriterWork.Run(byte[] staging)
    {
        _staging = staging;
        _active?.Borrow(staging);
        Due due;
        lock (_gate)
        {
            _uncommitted = _queue.Take();
            for (var operation = _uncommitted; operation is not null; operation = operation.Next)
                _batchBytes += StreamLimits.RecordOverheadBytes + operation.Payload.Length;
            (due, _due) = (_due, Due.Nothing);
        }
        try
        {
            if (_uncommitted is not null) WriteBatch();
            if ((due & (Due.Flush | Due.Release)) != 0) FlushRelaxed();
        }
        catch (Exception e) // whatever it was, no appender may be left waiting, and the bytes behind the last commit are not to be trusted
        {
            GiveUp(e);
        }
        ApplyUpdates();
        if ((due & Due.Tending) != 0) TendNow();
        if ((due & Due.Release) != 0) _active?.Close();
        else if (_active is { IsOpen: true }) _services.OpenFiles.Use(this);
        return !TryFinish();
    }

    private void WriteBatch()
    {
        _lastAppendNs = Math.Max(_time.NowNs(), _lastAppendNs);
        if (_ledger.BeginDay(_lastAppendNs, _segments.NextSequence)) SaveLedger();
        for (var operation = _uncommitted; operation is not null; operation = operation.Next) Stage(operation);
        _active!.Write();
        if (IsRelaxed) SetFlushTimer();
        else _active.Flush();
        Commit(null);
        Volatile.Write(ref _batches, _batches + 1);
    }

    // hot: per record
    private void Stage(AppendOperation operation)
    {
        var bytes = StreamLimits.RecordOverheadBytes + operation.Payload.Length;
        if (_active is not null && !_active.IsEmpty && _active.End + bytes > Definition.SegmentBytes) Seal(operation);
        if (_active is null) OpenSegment();
        if (Definition.OnFull == OnFull.OverwriteOldest) MakeRoom(operation, bytes);
        operation.Sequence = _active!.NextSequence;
        _active.Stage(operation.Payload.Span, _lastAppendNs);
    }

    /// <summary>Flushes and commits what is staged, with the footer behind it. The next record opens a new segment.</summary>
    private void Seal(AppendOperation? upTo)
    {
        _active!.WriteFooter(_folder.Incarnation);
        _active.Flush();
        Commit(upTo);
        _active.Segment.DropIndex();
        _active.Close();
        _active = null;
    }

    private void OpenSegment()
    {
        var first = _segments.NextSequence;
        var path = Path.Combine(_folder.Path, FileNames.Segment(first));
        _folder.MakeWay(path);
        var file = _folder.Files.Open(path, FileOpen.CreateNew);
        try
        {
            Span<byte> header = stackalloc byte[SegmentHeader.Bytes];
            SegmentHeader.Write(header, _folder.Incarnation, first, _lastAppendNs);
            file.Write(header, 0);
            _folder.Files.SyncFolder(_folder.Path); // before anything in it is acknowledged; the header is flushed with the first records
        }
        catch
        {
            file.Dispose();
            throw;
        }
        var segment = new Segment(path, first, new SparseIndex(Definition.SegmentBytes));
        _segments.Add(segment);
        _active = new ActiveSegment(_folder.Files, file, segment, first, _folder.Incarnation.Salt, _staging);
    }

    private void MakeRoom(AppendOperation operation, long bytes)
    {
        while (_segments.TotalBytes + (_active!.End - _active.Segment.CommittedEnd) + bytes > Definition.MaxBytes)
        {
            if (_segments.Snapshot.Length == 1)
            {
                Seal(operation); // the oldest segment is the active one: it can go only once there is another
                OpenSegment();
            }
            _retention.EvictOldest("full");
        }
    }

    /// <summary>Shows what was written to readers and completes its appenders.</summary>
    /// <param name="upTo">The first operation that is not part of it; null where all are.</param>
    private void Commit(AppendOperation? upTo)
    {
        var segment = _active!.Segment;
        var before = segment.RecordBytes;
        _active.Commit();
        var added = segment.RecordBytes - before;
        lock (_gate)
        {
            _segments.Advance(_active.NextSequence, added);
            _batchBytes -= added; // together, or a full stream would seem fuller than it is
        }
        if (_active.FlushedEnd == segment.CommittedEnd) _segments.SetDurable();
        _services.Pending.GiveBack(added);
        var (count, payloadBytes) = (0L, 0L);
        for (var operation = _uncommitted; operation != upTo;)
        {
            var next = operation!.Next; // completed, it may be in use again at once
            count++;
            payloadBytes += operation.Payload.Length;
            operation.Complete(null);
            operation = next;
        }
        _uncommitted = upTo;
        Volatile.Write(ref _appended, _appended + count);
        Volatile.Write(ref _appendedBytes, _appendedBytes + payloadBytes);
        _committed.Set();
    }

    private void GiveUp(Exception error)
    {
        Volatile.Write(ref _failedWrites, _failedWrites + 1);
        var path = _active?.Segment.Path ?? _folder.Path;
        if (_active is { } active)
        {
            _active = null;
            Abandon(active, error);
        }
        var refused = 0;
        for (var operation = _uncommitted; operation is not null; refused++)
        {
            var next = operation.Next;
            operation.Complete(new StreamWriteException(Definition.Name, path, error));
            operation = next;
        }
        _uncommitted = null;
        lock (_gate)
        {
            _services.Pending.GiveBack(_batchBytes);
            _batchBytes = 0;
        }
        StreamLog.WriteFailed(_folder.Log, Definition.Name, path, refused, error);
        if (DiskErrors.IsFull(error)) YieldSpace();
    }

    /// <summary>
    /// On a full disk an overwriting stream gives up its oldest segment, so that the next append has room; but only one that every export has confirmed. The disk may be full of other
    /// things, and then giving up the rest would not help for long.
    /// </summary>
    private void YieldSpace()
    {
        if (Definition.OnFull != OnFull.OverwriteOldest || _segments.Snapshot is not [var oldest, _, ..] || !_ledger.IsConfirmed(oldest.NextSequence - 1)) return;
        try { _retention.EvictOldest("disk full"); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { StreamLog.TendingFailed(_folder.Log, Definition.Name, e); }
    }

    private void Abandon(ActiveSegment active, Exception error)
    {
        try
        {
            active.CutBack();
            if (!active.IsFlushBroken) active.Flush(); // relaxed mode: what was acknowledged before the failure
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            StreamLog.CutBackFailed(_folder.Log, Definition.Name, active.Segment.Path, active.Segment.CommittedEnd, e);
        }
        var atRisk = active.Segment.CommittedEnd - active.FlushedEnd;
        if (atRisk > 0)
        {
            Volatile.Write(ref _bytesAtRisk, _bytesAtRisk + atRisk);
            StreamLog.AtRisk(_folder.Log, Definition.Name, active.Segment.Path, atRisk, error);
        }
        active.Close();
        if (active.Segment.RecordCount == 0) _segments.Remove(active.Segment); // the next one takes its place and its name
    }

    private void FlushRelaxed()
    {
        _isFlushTimerSet = false;
        _active?.Flush();
        if (_segments.SetDurable()) _committed.Set();
    }

    private void ApplyUpdates()
    {
        while (true)
        {
            DefinitionUpdate? update;
            lock (_gate)
            {
                if (!_updates.TryDequeue(out update)) return;
            }
            try
            {
                Apply(update.Definition);
                update.Succeed();
            }
            catch (Exception e)
            {
                update.Fail(e);
            }
        }
    }

    private void Apply(StreamDefinition wanted)
    {
        if (wanted.Persistence != _definition.Persistence) throw StreamUpdateException.ForPersistence(_definition.Name);
        if (wanted.MaxBytes < _segments.TotalBytes) throw StreamUpdateException.ForSize(_definition.Name, wanted.MaxBytes, _segments.TotalBytes);
        if (IsRelaxed && wanted.Flush == FlushMode.Durable) FlushRelaxed(); // nothing acknowledged by the old promise may wait longer than the new one allows
        if (wanted.Persistence == Persistence.File)
            DefinitionFile.Save(_folder.Files, _folder.Path, wanted, _folder.Incarnation, _folder.CreatedAtNs);
        _definition = wanted;
    }

    private void TendNow()
    {
        try
        {
            Expire();
            _ledger.Save();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            StreamLog.TendingFailed(_folder.Log, Definition.Name, e); // tried again in a minute
        }
    }

    private void Expire()
    {
        if (Definition.TimeToLive is not { } timeToLive) return;
        var bornBeforeNs = _services.ExpiryClock.NowNs - (long)timeToLive.TotalMilliseconds * 1_000_000;
        while (_retention.IsOldestExpired(bornBeforeNs, Definition.ExpiresUnexported))
        {
            if (_active is not null && _segments.Snapshot.Length == 1) Seal(null); // the oldest segment is the active one
            _retention.EvictOldest("expired");
        }
    }

    private void SaveLedger()
    {
        try { _ledger.Save(); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { StreamLog.LedgerSaveFailed(_folder.Log, Definition.Name, e); }
    }

    private void SetFlushTimer()
    {
        if (_isFlushTimerSet) return;
        _isFlushTimerSet = true;
        _flushTimer.Change(Definition.RelaxedWindow, Timeout.InfiniteTimeSpan);
    }

    private void Ask(Due due)
    {
        lock (_gate)
        {
            if (_closedBecause is not null) return; // closing flushes, saves and releases
            _due |= due;
            if (_isScheduled) return;
            _isScheduled = true;
        }
        _services.Pool.Enqueue(this);
    }

    /// <summary>Ends the burst, and the writer where it was closed, unless more has come.</summary>
    private bool TryFinish()
    {
        Debug.Assert(_uncommitted is null, "every operation of a turn is completed by its end");
        lock (_gate)
        {
            if (_queue.Count > 0 || _updates.Count > 0 || _due != Due.Nothing) return false;
            if (_closedBecause is null)
            {
                _isScheduled = false; // after this another turn may begin, so nothing of this one may follow
                return true;
            }
        }
        Close();
        return true;
    }

    private void Close()
    {
        try
        {
            _active?.Flush();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            GiveUp(e);
        }
        _flushTimer.Dispose();
        _services.OpenFiles.Forget(this);
        _active?.Close();
        _active = null;
        SaveLedger();
        _committed.Close(_closedBecause!);
        _closed.SetResult();
    }

    private Exception? Refuse(long bytes)
    {
        if (_closedBecause is { } because) return because();
        if (_queue.Count >= StreamLimits.PendingCount || (_queue.Count > 0 && _queue.PayloadBytes + bytes > StreamLimits.PendingBytes))
            return new StreamBusyException(Definition.Name, _queue.Count, _queue.PayloadBytes);
        if (RefuseFull(bytes) is { } full) return full;
        return _services.Pending.TryTake(bytes) ? null : new StreamBusyException(Definition.Name, _services.Pending.Bytes);
    }

    private StreamFullException? RefuseFull(long bytes)
    {
        if (Definition.OnFull != OnFull.Reject) return null;
        var used = _segments.TotalBytes + _batchBytes + _queue.PayloadBytes + (long)_queue.Count * StreamLimits.RecordOverheadBytes;
        if (used + bytes <= Definition.MaxBytes) return null;
        _rejected++;
        _ledger.Reject(_time.NowNs(), _segments.NextSequence);
        return new StreamFullException(Definition.Name, used, Definition.MaxBytes);
    }

    private RecordTooLargeException TooLarge(long bytes) => new(
        Definition.Name, bytes - StreamLimits.RecordOverheadBytes,
        Math.Min(Definition.MaxBytes - StreamLimits.RecordOverheadBytes, StreamLimits.PayloadBytes));
}
