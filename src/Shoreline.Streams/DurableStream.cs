using Shoreline.Streams.Accounts;
using Shoreline.Streams.Reading;
using Shoreline.Streams.Recovery;
using Shoreline.Streams.Writing;

namespace Shoreline.Streams;

/// <summary>A named, append-only log of opaque records. Thread-safe. Belongs to its <see cref="StreamStore"/>.</summary>
public sealed class DurableStream
{
    private readonly StreamFolder _folder;
    private readonly SegmentList _segments = new();
    private readonly CommitSignal _committed = new();
    private readonly StreamLedger _ledger;
    private readonly CursorSet _cursors;
    private readonly LogReader _reader;
    private readonly LogWriter _writer;
    private readonly TimeProvider _time;

    internal DurableStream(StreamDefinition definition, StreamFolder folder, WriterServices services)
    {
        (_folder, _time) = (folder, services.Time);
        _ledger = new StreamLedger(folder.Files, folder.Path, folder.Incarnation);
        _cursors = new CursorSet(folder, definition.Name, _segments, _ledger, _time);
        _ledger.Attach(_cursors);
        var quarantine = new Quarantine(folder.Files, folder.Path, definition.Name, _ledger, folder.Log);
        var open = new StreamRecovery(folder, definition, _segments, _ledger, quarantine, _cursors).Run();
        var retention = new Retention(folder, definition.Name, _segments, _ledger, quarantine);
        _reader = new LogReader(_segments, folder.Files, folder.Incarnation, quarantine);
        _writer = new LogWriter(definition, folder, _segments, open, _ledger, retention, _committed, services);
    }

    public string Name => Definition.Name;

    /// <summary>The definition in force; <see cref="StreamStore.UpdateAsync"/> changes it.</summary>
    public StreamDefinition Definition => _writer.Definition;

    /// <summary>Random identity, 32 lower-case hexadecimal digits: a stream deleted and made again has another.</summary>
    public string Incarnation => _folder.Incarnation.Text;

    /// <summary>
    /// First sequence that can still be read; 0 for a stream that never had a record, and one more than the newest where all were evicted.
    /// </summary>
    public long OldestSequence => _segments.OldestSequence;

    /// <summary>Last sequence acknowledged; −1 for a stream that never had a record.</summary>
    public long NewestSequence => _segments.NextSequence - 1;

    /// <summary>
    /// Last sequence that no power cut takes. Behind <see cref="NewestSequence"/> only in relaxed streams. What leaves the machine must not
    /// be newer: lost here, its sequence would be given to another record, and the receiver would take that one for a repetition.
    /// </summary>
    public long DurableSequence => _segments.NextDurable - 1;

    /// <summary>Bytes of the records, 32 for each included: what counts against <see cref="StreamDefinition.MaxBytes"/>.</summary>
    public long TotalBytes => _segments.TotalBytes;

    /// <summary>
    /// Bytes of the records from a sequence on, 32 for each included: what an export has before it. Within the segment that it begins in by
    /// the share of the records.
    /// </summary>
    public long BytesFrom(long sequence) => _segments.BytesFrom(sequence);

    public StreamCounters Counters => _ledger.Fill(_writer.Counters);

    /// <summary>
    /// Appends one record. Completes once it is stored as the stream's <see cref="FlushMode"/> says; records are stored in the order of the
    /// calls.
    /// </summary>
    /// <param name="payload">Up to <see cref="StreamLimits.PayloadBytes"/>; must stay unchanged until the append completes. It is not
    /// copied while it waits.</param>
    /// <param name="cancellationToken">Looked at before the record is queued. A record on its way to the disk is not called back.</param>
    /// <returns>Its sequence. Await it once, as every <c>ValueTask</c>.</returns>
    /// <exception cref="StreamFullException">The stream rejects what does not fit.</exception>
    /// <exception cref="RecordTooLargeException">It would not fit into the empty stream.</exception>
    /// <exception cref="StreamBusyException">Too many appends wait already.</exception>
    /// <exception cref="StreamWriteException">The disk refused it; it is not stored.</exception>
    /// <exception cref="StreamNotFoundException">The stream was deleted.</exception>
    public ValueTask<long> AppendAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<long>(cancellationToken) : _writer.Append(payload);

    /// <summary>
    /// Appends one record and calls <see cref="AppendOperation.Complete"/> at its end; otherwise as <see cref="AppendAsync"/>.
    /// </summary>
    // hot: per record
    public void Append(AppendOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        if (_writer.Add(operation) is { } refusal) operation.Complete(refusal);
    }

    /// <summary>
    /// Reads records from a sequence on, in order, as many as are there up to the bounds. Does not wait, and never blocks an append.
    /// </summary>
    /// <param name="fromSequence">One that was evicted means the oldest still there.</param>
    /// <param name="maxBytes">Bound of the payloads; the first record is read even if it is larger.</param>
    /// <param name="into">Takes the place of what it held. Reuse it: reading on from where it ended costs no search.</param>
    /// <returns>How many. Sequences rise, but where records were lost there is a gap.</returns>
    /// <exception cref="IOException">The disk refused to read.</exception>
    public int Read(long fromSequence, int maxCount, long maxBytes, RecordBatch into)
    {
        ArgumentNullException.ThrowIfNull(into);
        ArgumentOutOfRangeException.ThrowIfNegative(fromSequence);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxCount);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBytes);
        return _reader.Read(fromSequence, maxCount, maxBytes, into);
    }

    /// <summary>
    /// What became of the stream's records, by day and export: a row for each day of each export, or of the stream by itself where nothing
    /// is exported.
    /// </summary>
    /// <remarks>All rows are of one moment.</remarks>
    public IReadOnlyList<LedgerRow> Ledger() => _ledger.Rows(() => _segments.NextSequence);

    /// <summary>Waits until a sequence is there to read.</summary>
    /// <param name="timeout">How long at most; zero only looks, <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
    /// <returns>False where the time ran out.</returns>
    /// <exception cref="StreamNotFoundException">The stream was deleted meanwhile.</exception>
    /// <exception cref="ObjectDisposedException">The store was closed meanwhile.</exception>
    public ValueTask<bool> WaitAsync(long sequence, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        WaitAsync(() => NewestSequence >= sequence, timeout, cancellationToken);

    /// <summary>
    /// Waits until a sequence is <see cref="DurableSequence"/> or below; otherwise as
    /// <see cref="WaitAsync(long, TimeSpan, CancellationToken)"/>.
    /// </summary>
    public ValueTask<bool> WaitDurableAsync(long sequence, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        WaitAsync(() => DurableSequence >= sequence, timeout, cancellationToken);

    /// <summary>
    /// The durable position of an export. The first call for an id creates it, before the oldest record; later calls return the same
    /// object.
    /// </summary>
    /// <exception cref="IOException">It could not be created.</exception>
    public ExportCursor OpenCursor(string exportId) => _cursors.Open(exportId);

    /// <summary>Forgets an export's position; no failure where there is none.</summary>
    public void DeleteCursor(string exportId) => _cursors.Delete(exportId);

    internal string FolderPath => _folder.Path;

    internal Task UpdateAsync(StreamDefinition definition) => _writer.UpdateAsync(definition);

    /// <summary>Looks, now and then, for what has expired, and saves what the account gathered.</summary>
    internal void Tend() => _writer.Tend();

    internal async ValueTask CloseAsync(Func<Exception> because)
    {
        await _writer.CloseAsync(because);
        _cursors.Close();
    }

    private async ValueTask<bool> WaitAsync(Func<bool> isThere, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        while (!isThere())
        {
            var signal = _committed.Next;
            if (isThere()) break; // committed between the look and the signal
            var left = timeout == Timeout.InfiniteTimeSpan ? timeout : timeout - _time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero && left != Timeout.InfiniteTimeSpan && !signal.IsCompleted) return false;

            // A timeout is no exception here.
            await signal.WaitAsync(left, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            if (signal.IsFaulted) await signal;
        }
        return true;
    }
}
