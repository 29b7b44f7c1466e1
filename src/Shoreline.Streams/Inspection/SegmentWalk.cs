using Shoreline.Streams.Files;
using Shoreline.Streams.Format;
using Shoreline.Streams.Reading;

namespace Shoreline.Streams.Inspection;

/// <summary>Reads one segment file from end to end, judges every byte of it, and hands out the sound records.</summary>
/// <param name="sequenceLimit">The next segment's first sequence, or the greatest number for the newest.</param>
internal sealed class SegmentWalk(
    IFileSystem files, string path, long firstSequence, long sequenceLimit, Incarnation incarnation, List<Finding> findings)
{
    private readonly string _name = Path.GetFileName(path);
    private long _next; // sequence that the next record should have
    private long _records;
    private long _payloadBytes;

    /// <param name="take">Called for each sound record, oldest first; the payload is lent for the call.</param>
    /// <returns>Null where the file is not this stream's.</returns>
    public SegmentInspection? Run(Action<RecordHeader, ReadOnlySpan<byte>>? take)
    {
        _next = firstSequence;
        using var file = files.Open(path, FileOpen.Read);
        var length = file.Length;
        var header = new byte[SegmentHeader.Bytes];
        var status = SegmentHeader.Check(header.AsSpan(0, file.Read(header, 0)), incarnation, firstSequence);
        if (status == SegmentHeaderStatus.Foreign)
        {
            findings.Add(new Finding(FindingKind.Foreign, _name));
            return null;
        }
        if (status == SegmentHeaderStatus.Damaged && length > 0)
            findings.Add(new Finding(FindingKind.DamagedHeader, _name, Bytes: SegmentHeader.Bytes));
        var footer = SegmentFooter.TryRead(file, incarnation, firstSequence);
        var end = footer?.RecordsEnd ?? length;
        if (end > SegmentHeader.Bytes) WalkRecords(file, end, isSealed: footer is not null, take);
        if (footer is not null) Compare(footer, file);
        return new SegmentInspection(_name, firstSequence, _next, _records, _payloadBytes, length, footer is not null);
    }

    private void WalkRecords(IFile file, long end, bool isSealed, Action<RecordHeader, ReadOnlySpan<byte>>? take)
    {
        using var scanner = new SegmentScanner();
        scanner.Attach(file, SegmentHeader.Bytes, end, firstSequence, incarnation.Salt);
        while (true)
        {
            scanner.Mark();
            var status = scanner.Next(out var piece);
            if (status == ScanStatus.End) return;
            if (piece.Header.Sequence >= sequenceLimit && status != ScanStatus.Torn)
            {
                findings.Add(new Finding(FindingKind.Superseded, _name, piece.Offset, end - piece.Offset));
                return;
            }
            if (status == ScanStatus.Torn)
            {
                EndTorn(scanner, piece, isSealed);
                return;
            }
            if (status == ScanStatus.DamagedHeader)
            {
                Add(FindingKind.DamagedBytes, piece, piece.Header.Sequence);
                continue;
            }
            if (piece.Header.Sequence > _next) Add(FindingKind.MissingRecords, piece with { Bytes = 0 }, piece.Header.Sequence);
            if (status == ScanStatus.DamagedPayload)
            {
                Add(FindingKind.DamagedPayload, piece, piece.Header.Sequence + 1);
                continue;
            }
            _next = piece.Header.Sequence + 1;
            _records++;
            _payloadBytes += piece.Header.PayloadBytes;
            take?.Invoke(piece.Header, scanner.Buffer.AsSpan(piece.BufferOffset, piece.Header.PayloadBytes));
        }
    }

    /// <summary>
    /// The end of a file without footer: a torn write where nothing was acknowledged behind it, damage where something was.
    /// </summary>
    private void EndTorn(SegmentScanner scanner, in ScannedPiece piece, bool isSealed)
    {
        if (scanner.IsFooterAt(piece.Offset))
        {
            findings.Add(new Finding(FindingKind.DamagedFooter, _name, piece.Offset, piece.Bytes));
            return;
        }
        var isNewest = sequenceLimit == long.MaxValue;
        if (isSealed) Add(FindingKind.DamagedBytes, piece, _next);
        else if (isNewest || _next == sequenceLimit) findings.Add(new Finding(FindingKind.TornTail, _name, piece.Offset, piece.Bytes));
        else Add(FindingKind.DamagedBytes, piece, sequenceLimit);
    }

    private void Compare(SegmentFooter footer, IFile file)
    {
        var agrees = footer.ReadIndex(file) is not null && footer.NextSequence >= _next;
        if (!agrees) findings.Add(new Finding(FindingKind.DamagedFooter, _name, footer.RecordsEnd, file.Length - footer.RecordsEnd));
        if (agrees && footer.NextSequence > _next && _next < sequenceLimit)
        {
            findings.Add(new Finding(FindingKind.MissingRecords, _name,
                Lost: new SequenceRange(_next, Math.Min(footer.NextSequence, sequenceLimit) - 1)));
            _next = Math.Min(footer.NextSequence, sequenceLimit);
        }
    }

    private void Add(FindingKind kind, in ScannedPiece piece, long next)
    {
        findings.Add(new Finding(kind, _name, piece.Offset, piece.Bytes, next > _next ? new SequenceRange(_next, next - 1) : null));
        _next = Math.Max(_next, next);
    }
}
