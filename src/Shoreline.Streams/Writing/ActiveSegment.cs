using Shoreline.Streams.Files;
using Shoreline.Streams.Format;
using Shoreline.Streams.Reading;

namespace Shoreline.Streams.Writing;

/// <summary>
/// The segment being appended to. Records are staged, written together, flushed, and only then committed: shown to readers.
/// </summary>
/// <remarks>Used by one writer at a time.</remarks>
internal sealed class ActiveSegment
{
    private readonly IFileSystem _files;
    private readonly SparseIndex _index;
    private readonly uint _salt;
    private IFile? _file; // open while it is used; closed again where too many are
    private byte[] _staging;
    private int _stagedBytes;
    private long _writtenEnd;
    private long _recordCount;
    private bool _isCutBack; // and not flushed since
    private ushort _batchOrdinal;

    /// <param name="file">Open already, or null: it is opened when it is written to.</param>
    /// <param name="nextSequence">Sequence of the next record, at least the segment's own next one.</param>
    public ActiveSegment(IFileSystem files, IFile? file, Segment segment, long nextSequence, uint salt, byte[] staging)
    {
        (_files, _file, Segment, _index, _salt, _staging) = (files, file, segment, segment.Index!, salt, staging);
        (_writtenEnd, NextSequence, _recordCount) = (segment.CommittedEnd, nextSequence, segment.RecordCount);
        FlushedEnd = segment.CommittedEnd;
    }

    public Segment Segment { get; }

    /// <summary>Offset behind the last record staged.</summary>
    public long End => _writtenEnd + _stagedBytes;

    /// <summary>Offset up to which the file is known to be on the device.</summary>
    public long FlushedEnd { get; private set; }

    /// <summary>One more than the last sequence staged.</summary>
    public long NextSequence { get; private set; }

    public bool IsEmpty => _recordCount == 0;

    public bool IsOpen => _file is not null;

    /// <summary>Set by a flush that failed: nothing more may be asked of this file.</summary>
    public bool IsFlushBroken { get; private set; }

    /// <summary>Begins a turn of the writer, which lends a buffer. Nothing is left in the buffer at the end of a turn.</summary>
    public void Borrow(byte[] staging) => _staging = staging;

    // hot: per record
    public void Stage(ReadOnlySpan<byte> payload, long appendedAtNs)
    {
        var sequence = NextSequence;
        _index.Add(sequence - Segment.FirstSequence, End);
        var header = new RecordHeader(payload.Length, _batchOrdinal++, sequence, appendedAtNs, Crc32C.Compute(payload));
        if (RecordHeader.Bytes + payload.Length > _staging.Length - _stagedBytes) Write();
        header.Write(_staging.AsSpan(_stagedBytes), _salt);
        _stagedBytes += RecordHeader.Bytes;
        if (payload.Length <= _staging.Length - _stagedBytes)
        {
            payload.CopyTo(_staging.AsSpan(_stagedBytes));
            _stagedBytes += payload.Length;
        }
        else
        {
            Write(); // a record too large to stage goes to the file from where it is
            File.Write(payload, _writtenEnd);
            _writtenEnd += payload.Length;
        }
        NextSequence = sequence + 1;
        _recordCount++;
        Segment.LastAppendNs = appendedAtNs;
    }

    /// <summary>Hands what is staged to the operating system.</summary>
    public void Write()
    {
        if (_stagedBytes == 0) return;
        File.Write(_staging.AsSpan(0, _stagedBytes), _writtenEnd);
        _writtenEnd += _stagedBytes;
        _stagedBytes = 0;
    }

    public void Flush()
    {
        if (FlushedEnd == _writtenEnd && !_isCutBack) return;
        IsFlushBroken = true;
        File.Flush();
        (IsFlushBroken, _isCutBack) = (false, false);
        FlushedEnd = _writtenEnd;
    }

    /// <summary>Writes the footer behind all records. A footer lost in a crash is made again, so it needs no flush of its own.</summary>
    public void WriteFooter(Incarnation incarnation)
    {
        Write();
        var footer = new SegmentFooter(Segment.FirstSequence, NextSequence, _recordCount, _writtenEnd, Segment.LastAppendNs);
        var bytes = SegmentFooter.BytesWith(_index);
        var encoded = bytes <= _staging.Length ? _staging.AsSpan(0, bytes) : new byte[bytes]; // nothing is staged now
        footer.Encode(incarnation, _index, encoded);
        File.Write(encoded, _writtenEnd);
    }

    /// <summary>Shows what was written to readers.</summary>
    public void Commit()
    {
        Segment.Commit(_writtenEnd, NextSequence, _recordCount);
        _batchOrdinal = 0;
    }

    /// <summary>Gives up what was not committed.</summary>
    public void CutBack()
    {
        _index.CutBack(Segment.CommittedEnd);
        File.Truncate(Segment.CommittedEnd);
        (_writtenEnd, _stagedBytes, _isCutBack) = (Segment.CommittedEnd, 0, true);
    }

    /// <summary>
    /// Closes the file. It is opened again when it is needed: what was written and not flushed is not forgotten by the operating system.
    /// </summary>
    public void Close()
    {
        _file?.Dispose();
        _file = null;
    }

    private IFile File => _file ??= _files.Open(Segment.Path, FileOpen.ReadWrite);
}
