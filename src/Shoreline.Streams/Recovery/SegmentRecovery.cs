using Shoreline.Streams.Files;
using Shoreline.Streams.Format;
using Shoreline.Streams.Reading;

namespace Shoreline.Streams.Recovery;

/// <summary>A damaged piece with records behind it.</summary>
internal readonly record struct DamagedPiece(long Offset, long Bytes, long Records);

/// <summary>What is left of a segment that has no footer.</summary>
/// <param name="End">Behind the last record that counts; what follows is to be cut.</param>
/// <param name="EndsInFooter">What follows is an unfinished footer, not a torn record.</param>
internal sealed record SegmentScan(
    long End, long NextSequence, long RecordCount, long LastAppendNs, SparseIndex Index, IReadOnlyList<DamagedPiece> Damage, bool EndsInFooter);

/// <summary>Finds out what a segment without footer holds. Rules: docs/formats/segment.md, "Reading and recovery".</summary>
internal static class SegmentRecovery
{
    /// <param name="sequenceLimit">The next segment's first sequence: a record at or beyond it was never acknowledged.</param>
    public static SegmentScan Scan(IFile file, long firstSequence, long sequenceLimit, int segmentBytes, uint salt)
    {
        using var scanner = new SegmentScanner();
        var length = file.Length;
        var index = new SparseIndex(segmentBytes);
        var damage = new List<DamagedPiece>();
        DamagedPiece? unconfirmed = null; // damage counts as such only once a record follows; otherwise it is part of the torn tail
        var (end, next, count, lastAppendNs) = ((long)SegmentHeader.Bytes, firstSequence, 0L, 0L);
        var endsInFooter = false;

        scanner.Attach(file, SegmentHeader.Bytes, Math.Max(length, SegmentHeader.Bytes), firstSequence, salt);
        while (true)
        {
            scanner.Mark();
            var status = scanner.Next(out var piece);
            if (status == ScanStatus.End) break;
            if (status == ScanStatus.Torn)
            {
                endsInFooter = scanner.IsFooterAt(end);
                break;
            }
            if (piece.Header.Sequence >= sequenceLimit) break;
            if (status == ScanStatus.DamagedHeader)
            {
                unconfirmed = new DamagedPiece(piece.Offset, piece.Bytes, Math.Max(1, piece.Header.Sequence - next));
                continue;
            }

            if (unconfirmed is { } before) damage.Add(before);
            unconfirmed = null;
            if (status == ScanStatus.DamagedPayload) damage.Add(new DamagedPiece(piece.Offset, piece.Bytes, 1));
            else
            {
                index.Add(piece.Header.Sequence - firstSequence, piece.Offset);
                (count, lastAppendNs) = (count + 1, piece.Header.AppendedAtNs);
            }
            (next, end) = (piece.Header.Sequence + 1, piece.Offset + piece.Bytes);
        }
        return new SegmentScan(end, next, count, lastAppendNs, index, damage, endsInFooter);
    }
}
