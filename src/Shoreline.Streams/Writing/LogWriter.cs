using System.Diagnostics;
using Shoreline.Streams.Accounts;
using Shoreline.Streams.Format;
using Shoreline.Streams.Reading;
using Shoreline.Streams.Recovery;

namespace Shoreline.Streams.Writing;

/// <summary>
/// The one writer of a stream. Appenders queue; each turn takes what has come, writes it, flushes once, and completes them all.
/// </summary>
/// <remarks>
/// Other threads meet the turn that runs in the <see cref="WriterInbox"/> only; the <see cref="LogTail"/> is the turn's own.
/// </remarks>
internal sealed class LogWriter : IWriterWork
{
    private readonly StreamFolder _folder;
    private readonly SegmentList _segments;
    private readonly StreamLedger _ledger;
    private readonly CommitSignal _committed;
    private readonly WriterServices _services;
    private readonly WriterInbox _inbox;
    private readonly WriterTally _tally = new();
    private readonly LogTail _tail;
    private readonly ITimer _flushTimer;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isFlushTimerSet; // used by the turn that runs

    public LogWriter(
        StreamDefinition definition, StreamFolder folder, SegmentList segments, Segment? open, StreamLedger ledger, Retention retention,
        CommitSignal committed, WriterServices services)
    {
        (_folder, _segments, _ledger, _committed, _services) = (folder, segments, ledger, committed, services);
        _inbox = new WriterInbox(segments, ledger, services.Pending, services.Time);
        _tail = new LogTail(definition, folder, segments, open, ledger, retention, committed, _inbox, _tally, services.Time);
        _flushTimer = services.Time.CreateTimer(
            static writer => ((LogWriter)writer!).Ask(Due.Flush), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public StreamDefinition Definition => _tail.Definition;

    public StreamCounters Counters => _tally.ToCounters(_inbox.Rejected);

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
        var refusal = _inbox.Add(operation, Definition, out var schedule);
        if (schedule) _services.Pool.Enqueue(this);
        return refusal;
    }

    /// <summary>Puts another definition in force, between two batches. Durable when it completes.</summary>
    /// <exception cref="StreamUpdateException">The stream as it is does not allow it.</exception>
    /// <exception cref="IOException">It could not be saved; the old one stays in force.</exception>
    public Task UpdateAsync(StreamDefinition definition)
    {
        var update = new DefinitionUpdate(definition);
        if (_inbox.Add(update, out var schedule) is { } refusal) return Task.FromException(refusal);
        if (schedule) _services.Pool.Enqueue(this);
        return update.Done;
    }

    /// <summary>Lets a turn look for what has expired, and save what the account gathered.</summary>
    public void Tend() => Ask(Due.Tending);

    /// <summary>Lets a turn close the file: other streams need theirs more.</summary>
    public void Release() => Ask(Due.Release);

    /// <summary>Refuses appends from now on, finishes those that wait, flushes and closes the file.</summary>
    public Task CloseAsync(Func<Exception> because)
    {
        _inbox.Close(because, out var schedule);
        if (schedule) _services.Pool.Enqueue(this);
        return _closed.Task;
    }

    bool IWriterWork.Run(byte[] staging)
    {
        var batch = _inbox.Take(out var due);
        _tail.Begin(batch, staging);
        try
        {
            if (batch is not null) WriteBatch();
            if ((due & (Due.Flush | Due.Release)) != 0) FlushRelaxed();
        }
        catch (Exception e) // whatever it was, no appender may be left waiting
        {
            _tail.GiveUp(e);
        }
        ApplyUpdates();
        if ((due & Due.Tending) != 0) TendNow();
        if ((due & Due.Release) != 0) _tail.Release();
        else if (_tail.IsOpen) _services.OpenFiles.Use(this);
        Debug.Assert(_tail.IsSettled, "every operation of a turn is completed by its end");
        var end = _inbox.Finish();
        if (end == TurnEnd.Closing) Close();
        return end == TurnEnd.GoesOn;
    }

    private void WriteBatch()
    {
        _tail.Write();
        if (IsRelaxed) SetFlushTimer();
        else _tail.Flush();
        _tail.Commit();
        _tally.AddBatch();
    }

    private void FlushRelaxed()
    {
        _isFlushTimerSet = false;
        _tail.MakeDurable();
    }

    private void ApplyUpdates()
    {
        while (_inbox.TryTake(out var update))
        {
            try
            {
                Apply(update!.Definition);
                update.Succeed();
            }
            catch (Exception e)
            {
                update!.Fail(e);
            }
        }
    }

    private void Apply(StreamDefinition wanted)
    {
        if (wanted.Persistence != Definition.Persistence) throw StreamUpdateException.ForPersistence(Definition.Name);
        if (wanted.MaxBytes < _segments.TotalBytes)
            throw StreamUpdateException.ForSize(Definition.Name, wanted.MaxBytes, _segments.TotalBytes);
        // Nothing acknowledged by the old promise may wait longer than the new one allows.
        if (IsRelaxed && wanted.Flush == FlushMode.Durable) FlushRelaxed();
        if (wanted.Persistence == Persistence.File)
            DefinitionFile.Save(_folder.Files, _folder.Path, wanted, _folder.Incarnation, _folder.CreatedAtNs);
        _tail.Definition = wanted;
    }

    private void TendNow()
    {
        try
        {
            _tail.Expire(_services.ExpiryClock);
            _ledger.Save();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            StreamLog.TendingFailed(_folder.Log, Definition.Name, e); // tried again in a minute
        }
    }

    private void SetFlushTimer()
    {
        if (_isFlushTimerSet) return;
        _isFlushTimerSet = true;
        _flushTimer.Change(Definition.RelaxedWindow, Timeout.InfiniteTimeSpan);
    }

    private void Ask(Due due)
    {
        _inbox.Ask(due, out var schedule);
        if (schedule) _services.Pool.Enqueue(this);
    }

    private void Close()
    {
        try
        {
            _tail.Flush();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _tail.GiveUp(e);
        }
        _flushTimer.Dispose();
        _services.OpenFiles.Forget(this);
        _tail.Close();
        _tail.SaveLedger();
        _committed.Close(_inbox.ClosedBecause!);
        _closed.SetResult();
    }
}
