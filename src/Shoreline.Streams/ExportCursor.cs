using Shoreline.Core;
using Shoreline.Streams.Accounts;
using Shoreline.Streams.Format;
using Shoreline.Streams.Reading;

namespace Shoreline.Streams;

/// <summary>How far one export of a stream has been confirmed by its destination. Thread-safe. File: docs/formats/cursor.md.</summary>
/// <remarks>The stream owns it: do not dispose it.</remarks>
public sealed class ExportCursor
{
    private readonly Lock _saving = new(); // taken before the gate, never inside it
    private readonly Lock _gate; // the ledger's: position and account belong together
    private readonly string _key;
    private readonly SegmentList _segments;
    private readonly StreamLedger _ledger;
    private readonly SlotFile _file;
    private readonly TimeProvider _time;
    private CursorState _state;
    private CursorState? _saved; // null while it is not known which of two the file holds

    internal ExportCursor(
        string key, string exportId, SlotFile file, in CursorState state, SegmentList segments, StreamLedger ledger, TimeProvider time)
    {
        (_key, _file, _state, _saved, _segments, _ledger, _time, _gate) = (key, file, state, state, segments, ledger, time, ledger.Gate);
        ExportId = exportId;
    }

    public string ExportId { get; internal set; }

    /// <summary>
    /// Highest sequence confirmed; one less than <see cref="Start"/> for none. It and all before it need not be sent again.
    /// </summary>
    public long Confirmed
    {
        get { lock (_gate) return _state.Confirmed; }
    }

    /// <summary>
    /// First sequence that the export answers for: what was the oldest record when the export was made, or where it was moved to.
    /// </summary>
    public long Start
    {
        get { lock (_gate) return _state.Start; }
    }

    public ExportTotals Totals
    {
        get { lock (_gate) return _state.Totals; }
    }

    /// <summary>
    /// Moves on to a sequence; one that is confirmed already changes nothing. Durable after the next <see cref="SaveAsync"/>.
    /// </summary>
    /// <param name="records">How many records the destination took since the last call.</param>
    /// <param name="bytes">Bytes of their payloads.</param>
    /// <param name="refused">How many it refused for good.</param>
    /// <exception cref="ArgumentOutOfRangeException">The stream has no such record yet.</exception>
    public void Confirm(long sequence, long records = 0, long bytes = 0, long refused = 0)
    {
        CheckIsThere(sequence);
        lock (_gate)
        {
            if (sequence <= _state.Confirmed) return;
            var totals = _state.Totals;
            _state = new CursorState(
                sequence, _state.Start,
                new ExportTotals(totals.Records + records, totals.Bytes + bytes, totals.Refused + refused, _time.NowNs()));
            if (refused > 0) _ledger.Refuse(_key, sequence, refused);
        }
    }

    /// <summary>
    /// Sets the position in either direction: the export goes on behind <paramref name="confirmed"/>, and answers only for what follows.
    /// Its account begins anew. Durable when this returns; totals with the next <see cref="SaveAsync"/>.
    /// </summary>
    /// <param name="confirmed">−1 or more; what was evicted is passed over.</param>
    /// <exception cref="ArgumentOutOfRangeException">The stream has no such record yet.</exception>
    /// <exception cref="IOException">It stays where it is, or is where it was to go after the next start.</exception>
    public void MoveTo(long confirmed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(confirmed, -1);
        CheckIsThere(confirmed);
        lock (_saving)
        {
            while (!TryMoveTo(confirmed)) { /* what was given up meanwhile is passed over, too */ }
        }
    }

    /// <summary>
    /// Flushes position and totals. Costs one write and one flush; call it once per acknowledgement or interval, not per record.
    /// </summary>
    /// <exception cref="IOException">It is not saved; what was saved before still is.</exception>
    public ValueTask SaveAsync(CancellationToken cancellationToken = default) =>
        IsSaved ? ValueTask.CompletedTask : new ValueTask(Task.Run(Save, cancellationToken));

    internal ExportPosition Position
    {
        get { lock (_gate) return new ExportPosition(_key, ExportId, _state.Start, _state.Confirmed); }
    }

    internal void Save()
    {
        lock (_saving)
        {
            CursorState state;
            lock (_gate) state = _state;
            if (state == _saved) return;
            _ledger.Save(); // first: what the position passes over must be accounted for
            _file.Save(state.ToValues());
            lock (_gate) _saved = state;
        }
    }

    private bool TryMoveTo(long confirmed)
    {
        CursorState moved;
        lock (_gate)
        {
            // A segment that is given up in the account may still be listed, where the disk refused to let it go.
            var start = Math.Max(confirmed + 1, Math.Max(_segments.OldestSequence, _ledger.EvictedThrough + 1));
            moved = new CursorState(start - 1, start, _state.Totals);
            _saved = null;
        }
        // First: were the account begun anew and the position lost, what it had lost would count as confirmed.
        _file.Save(moved.ToValues());
        lock (_gate)
        {
            _saved = moved;
            if (_ledger.EvictedThrough >= moved.Start) return false;
            _state = moved with { Totals = _state.Totals };
            _ledger.Begin(Position);
            return true;
        }
    }

    private bool IsSaved
    {
        get { lock (_gate) return _state == _saved; }
    }

    private void CheckIsThere(long sequence)
    {
        var newest = _segments.NextSequence - 1;
        if (sequence > newest)
            throw new ArgumentOutOfRangeException(nameof(sequence), sequence,
                $"Export '{ExportId}' cannot confirm beyond the newest record, {newest}.");
    }
}
