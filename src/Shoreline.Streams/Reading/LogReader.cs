using Shoreline.Streams.Accounts;
using Shoreline.Streams.Files;
using Shoreline.Streams.Format;

namespace Shoreline.Streams.Reading;

/// <summary>Reads records out of a stream's segments. Has no state of its own: each reader's place is in its batch.</summary>
internal sealed class LogReader(SegmentList segments, IFileSystem files, Incarnation incarnation, Quarantine quarantine)
{
    private const int LeastReadAheadBytes = 16 << 10;
    private const int MostReadAheadBytes = 512 << 10; // stays in the second-level cache between the read and the check
    private const int LikelyRecordBytes = 4 << 10;

    /// <summary>Fills a batch from a sequence on.</summary>
    /// <returns>How many records; 0 where there is none from there on.</returns>
    public int Read(long fromSequence, int maxCount, long maxBytes, RecordBatch into)
    {
        into.Clear();
        var snapshot = segments.Snapshot;
        var isFirst = true;
        var readAhead = (int)Math.Clamp(Math.Min(maxBytes / 8 * 9, (long)maxCount * LikelyRecordBytes), LeastReadAheadBytes, MostReadAheadBytes);
        for (var i = SegmentList.Find(snapshot, fromSequence); i < snapshot.Length && into.Count < maxCount && into.PayloadBytes < maxBytes; i++)
        {
            var segment = snapshot[i];
            if (segment.NextSequence <= fromSequence) continue;
            if (!TryAttach(segment, fromSequence, readAhead, into)) continue;
            if (isFirst) into.Scanner.Mark();
            isFirst = false;
            if (!Fill(segment, fromSequence, maxCount, maxBytes, into)) break;
        }
        return into.Count;
    }

    private bool TryAttach(Segment segment, long fromSequence, int readAhead, RecordBatch into)
    {
        var goesOn = into.Segment == segment && into.NextSequence == fromSequence;
        IFile file;
        try { file = into.Open(files, segment); }
        catch (FileNotFoundException) { return false; } // evicted since the snapshot: the reader goes on with the next one
        var relative = fromSequence - segment.FirstSequence;
        (relative, var offset) = goesOn ? (relative, into.Scanner.Offset) : Seek(segment, file, relative);
        into.Scanner.Attach(file, offset, segment.CommittedEnd, segment.FirstSequence + relative, incarnation.Salt, readAhead);
        into.NextSequence = segment.FirstSequence + relative;
        return true;
    }

    /// <summary>Finds an indexed record at or before a sequence. A sealed segment's index is read from its file; where it is damaged, the segment is read from its beginning.</summary>
    private (long Relative, long Offset) Seek(Segment segment, IFile file, long relative)
    {
        if (relative <= 0) return (0, SegmentHeader.Bytes);
        var index = segment.Index ?? SegmentFooter.TryRead(file, incarnation, segment.FirstSequence)?.ReadIndex(file);
        return index?.Find(relative) ?? (0, SegmentHeader.Bytes);
    }

    // hot: per record
    private bool Fill(Segment segment, long fromSequence, int maxCount, long maxBytes, RecordBatch into)
    {
        while (into.Count < maxCount)
        {
            var status = into.Scanner.Next(out var piece);
            if (status == ScanStatus.End) return true;
            if (status != ScanStatus.Record)
            {
                into.NextSequence = quarantine.Add(segment, piece, status, into.NextSequence);
                continue;
            }
            if (into.Count > 0 && into.PayloadBytes + piece.Header.PayloadBytes > maxBytes)
            {
                into.Scanner.StepBack(piece);
                return false;
            }
            into.NextSequence = piece.Header.Sequence + 1;
            if (piece.Header.Sequence >= fromSequence) into.Add(piece);
        }
        return false;
    }
}
