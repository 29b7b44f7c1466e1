using Shoreline.Streams.Files;
using Shoreline.Streams.Format;
using Shoreline.Streams.Reading;

namespace Shoreline.Streams.Recovery;

/// <summary>A damaged piece of a segment.</summary>
/// <param name="First">First sequence that it took.</param>
/// <param name="Next">One more than the last; <paramref name="First"/> where it took none.</param>
internal readonly record struct DamagedPiece(long Offset, long Bytes, long First, long Next);

/// <summary>How far a segment is good.</summary>
/// <param name="End">Behind the last record that counts; what follows is to be cut.</param>
internal readonly record struct SegmentExtent(long End, long NextSequence, long RecordCount, long LastAppendNs);

/// <summary>Finds out what a segment without footer holds. Rules: docs/formats/segment.md, "Reading and recovery".</summary>
/// <param name="sequenceLimit">The next segment's first sequence, or the greatest number: a record at or beyond it was never acknowledged,
/// and all before it were.</param>
/// <param name="isKnown">Whether damage at an offset was counted before: it was found with records behind it, which somebody may have read,
/// though what proved it may be gone.</param>
internal sealed class SegmentRecovery(long firstSequence, long sequenceLimit, int segmentBytes, Func<long, bool> isKnown)
{
    private readonly List<DamagedPiece> _damage = [];
    private readonly List<DamagedPiece> _suspects = []; // damage that may yet turn out to be the torn last batch
    private SegmentExtent _extent = new(SegmentHeader.Bytes, firstSequence, 0, 0);
    private SegmentExtent _beforeSuspects;

    public SegmentExtent Extent => _extent;

    public SparseIndex Index { get; } = new(segmentBytes);

    /// <summary>Damage with acknowledged records behind it.</summary>
    public IReadOnlyList<DamagedPiece> Damage => _damage;

    /// <summary>Where the last batch begins: in a durable stream all before it was flushed before it was written.</summary>
    public long LastBatchOffset { get; private set; } = SegmentHeader.Bytes;

    /// <summary>A record of this stream is in it, sound or not, also where it does not count.</summary>
    public bool IsOurs { get; private set; }

    /// <summary>What follows the extent is an unfinished footer, not a torn record.</summary>
    public bool EndsInFooter { get; private set; }

    public void Scan(IFile file, uint salt)
    {
        using var scanner = new SegmentScanner();
        scanner.Attach(file, SegmentHeader.Bytes, Math.Max(file.Length, SegmentHeader.Bytes), firstSequence, salt);
        while (true)
        {
            scanner.Mark();
            var status = scanner.Next(out var piece);
            if (status is ScanStatus.End or ScanStatus.Torn) break;
            if (!Take(status, piece)) break;
        }
        Conclude();
        EndsInFooter = scanner.IsFooterAt(_extent.End);
    }

    private bool Take(ScanStatus status, in ScannedPiece piece)
    {
        IsOurs = true;
        var sequence = Math.Min(piece.Header.Sequence, sequenceLimit);
        if (status == ScanStatus.DamagedHeader)
        {
            if (sequence > _extent.NextSequence) Suspect(piece, _extent.NextSequence, sequence);
            return sequence < sequenceLimit;
        }
        if (sequence == sequenceLimit) return false;
        if (sequence - piece.Header.BatchOrdinal > _beforeSuspects.NextSequence) ConfirmSuspects(); // a batch that began behind the damage
        if (piece.Header.BatchOrdinal == 0) LastBatchOffset = piece.Offset;
        // And not from where a damaged header before it began.
        if (status == ScanStatus.DamagedPayload) Suspect(piece, sequence, sequence + 1);
        else Index.Add(sequence - firstSequence, piece.Offset);
        var isSound = status == ScanStatus.Record;
        _extent = new SegmentExtent(
            piece.Offset + piece.Bytes, sequence + 1, _extent.RecordCount + (isSound ? 1 : 0),
            isSound ? piece.Header.AppendedAtNs : _extent.LastAppendNs);
        return true;
    }

    private void Suspect(in ScannedPiece piece, long first, long next)
    {
        var damage = new DamagedPiece(piece.Offset, piece.Bytes, first, next);
        if (isKnown(piece.Offset))
        {
            _suspects.Add(damage);
            ConfirmSuspects(); // what lies before it was shown, too
            return;
        }
        if (_suspects.Count == 0) _beforeSuspects = _extent;
        _suspects.Add(damage);
    }

    private void ConfirmSuspects()
    {
        if (_suspects is not [.., var last]) return;
        var end = last.Offset + last.Bytes; // counted damage stays, and with it its sequences, whatever is cut behind it
        if (_extent.End < end) _extent = _extent with { End = end, NextSequence = Math.Max(_extent.NextSequence, last.Next) };
        _damage.AddRange(_suspects);
        _suspects.Clear();
    }

    private void Conclude()
    {
        if (_suspects.Count == 0) return;
        if (sequenceLimit < long.MaxValue)
        {
            ConfirmSuspects(); // a later segment exists, so this one's last batch was acknowledged
            return;
        }
        _extent = _beforeSuspects;
        Index.CutBack(_extent.End);
        _suspects.Clear();
    }
}
