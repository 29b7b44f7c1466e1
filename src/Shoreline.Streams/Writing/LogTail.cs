using Shoreline.Core;
using Shoreline.Streams.Accounts;
using Shoreline.Streams.Files;
using Shoreline.Streams.Format;
using Shoreline.Streams.Reading;
using Shoreline.Streams.Recovery;

namespace Shoreline.Streams.Writing;

/// <summary>The end of a stream's log, where batches are written and committed or given up.</summary>
/// <remarks>
/// Used by one turn of the writer at a time. Invariants: a sequence is given to a record only when it is written, in the order of the
/// queue. What readers see, and what an appender was promised, is flushed (durable mode) or with the operating system (relaxed mode). Only
/// the active segment holds bytes that are not flushed. After any failure the active segment is given up, cut back to what was committed,
/// and never written again.
/// </remarks>
internal sealed class LogTail
{
    private readonly StreamFolder _folder;
    private readonly SegmentList _segments;
    private readonly StreamLedger _ledger;
    private readonly Retention _retention;
    private readonly CommitSignal _committed;
    private readonly WriterInbox _inbox;
    private readonly WriterTally _tally;
    private readonly TimeProvider _time;
    private volatile StreamDefinition _definition;
    private ActiveSegment? _active;
    private AppendOperation? _uncommitted; // first operation of the batch that was not completed yet
    private long _lastAppendNs;
    private byte[] _staging = []; // lent for the turn

    /// <param name="open">The newest segment where it can be appended to.</param>
    public LogTail(
        StreamDefinition definition, StreamFolder folder, SegmentList segments, Segment? open, StreamLedger ledger, Retention retention,
        CommitSignal committed, WriterInbox inbox, WriterTally tally, TimeProvider time)
    {
        (_definition, _folder, _segments, _ledger, _retention) = (definition, folder, segments, ledger, retention);
        (_committed, _inbox, _tally, _time) = (committed, inbox, tally, time);
        if (open is not null)
            _active = new ActiveSegment(folder.Files, file: null, open, segments.NextSequence, folder.Incarnation.Salt, []);
        _lastAppendNs = segments.Snapshot.Select(segment => segment.LastAppendNs).DefaultIfEmpty(0).Max();
    }

    /// <summary>The definition in force. Changed between two batches; read at any time.</summary>
    public StreamDefinition Definition
    {
        get => _definition;
        set => _definition = value;
    }

    /// <summary>Whether its file is open.</summary>
    public bool IsOpen => _active is { IsOpen: true };

    /// <summary>Whether every operation of the batch is completed.</summary>
    public bool IsSettled => _uncommitted is null;

    /// <summary>Begins a turn, which lends a buffer.</summary>
    public void Begin(AppendOperation? batch, byte[] staging)
    {
        (_uncommitted, _staging) = (batch, staging);
        _active?.Borrow(staging);
    }

    /// <summary>
    /// Hands the batch to the operating system. Where it does not fit into a segment, what lies before is committed with that one.
    /// </summary>
    public void Write()
    {
        _lastAppendNs = Math.Max(_time.NowNs(), _lastAppendNs);
        if (_ledger.BeginDay(_lastAppendNs, _segments.NextSequence)) SaveLedger();
        for (var operation = _uncommitted; operation is not null; operation = operation.Next) Stage(operation);
        _active!.Write();
    }

    public void Flush() => _active?.Flush();

    /// <summary>Flushes what was acknowledged before it was flushed, and says so to those who wait for it.</summary>
    public void MakeDurable()
    {
        Flush();
        if (_segments.SetDurable()) _committed.Set();
    }

    /// <summary>Shows what was written to readers and completes its appenders.</summary>
    public void Commit() => Commit(null);

    /// <summary>
    /// Refuses what is left of the batch, and gives up the active segment: the bytes behind the last commit are not to be trusted.
    /// </summary>
    public void GiveUp(Exception error)
    {
        _tally.AddFailure();
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
        _inbox.GiveBack();
        StreamLog.WriteFailed(_folder.Log, Definition.Name, path, refused, error);
        if (DiskErrors.IsFull(error)) YieldSpace();
    }

    /// <summary>Gives up segments whose records are all older than the stream keeps them.</summary>
    public void Expire(ExpiryClock clock)
    {
        _retention.EndBegun();
        if (Definition.TimeToLive is not { } timeToLive) return;
        var bornBeforeNs = clock.NowNs - (long)timeToLive.TotalMilliseconds * 1_000_000;
        while (_retention.IsOldestExpired(bornBeforeNs, Definition.ExpiresUnexported))
        {
            if (_active is not null && _segments.Snapshot.Length == 1) Seal(null); // the oldest segment is the active one
            _retention.EvictOldest("expired");
        }
    }

    /// <summary>Saves the account, or tells that it could not.</summary>
    public void SaveLedger()
    {
        try { _ledger.Save(); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            StreamLog.LedgerSaveFailed(_folder.Log, Definition.Name, e);
        }
    }

    /// <summary>Closes the file until it is written to again.</summary>
    public void Release() => _active?.Close();

    /// <summary>Closes the file for good.</summary>
    public void Close()
    {
        Release();
        _active = null;
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

    /// <param name="upTo">The first operation that is not part of it; null where all are.</param>
    private void Commit(AppendOperation? upTo)
    {
        var segment = _active!.Segment;
        var before = segment.RecordBytes;
        _active.Commit();
        _inbox.Commit(_active.NextSequence, segment.RecordBytes - before);
        if (_active.FlushedEnd == segment.CommittedEnd) _segments.SetDurable();
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
        _tally.AddRecords(count, payloadBytes);
        _committed.Set();
    }

    /// <summary>
    /// On a full disk an overwriting stream gives up its oldest segment, so that the next append has room; but only one that every export
    /// has confirmed. The disk may be full of other things, and then giving up the rest would not help for long.
    /// </summary>
    private void YieldSpace()
    {
        if (Definition.OnFull != OnFull.OverwriteOldest || _segments.Snapshot is not [var oldest, _, ..]) return;
        if (!_ledger.IsConfirmed(oldest.NextSequence - 1)) return;
        try { _retention.EvictOldest("disk full"); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            StreamLog.TendingFailed(_folder.Log, Definition.Name, e);
        }
    }

    private void Abandon(ActiveSegment active, Exception error)
    {
        try
        {
            active.CutBack();
            // What was refused must not come back with a power cut. In relaxed mode also what was acknowledged before the failure.
            if (!active.IsFlushBroken) active.Flush();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            StreamLog.CutBackFailed(_folder.Log, Definition.Name, active.Segment.Path, active.Segment.CommittedEnd, e);
        }
        var atRisk = active.Segment.CommittedEnd - active.FlushedEnd;
        if (atRisk > 0)
        {
            _tally.AddAtRisk(atRisk);
            StreamLog.AtRisk(_folder.Log, Definition.Name, active.Segment.Path, atRisk, error);
        }
        active.Close();
        if (active.Segment.RecordCount == 0) _segments.Remove(active.Segment); // the next one takes its place and its name
    }
}
