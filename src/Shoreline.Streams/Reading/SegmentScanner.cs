using System.Buffers;
using Shoreline.Streams.Files;
using Shoreline.Streams.Format;

namespace Shoreline.Streams.Reading;

/// <summary>What <see cref="SegmentScanner.Next"/> came upon.</summary>
internal enum ScanStatus
{
    Record,

    /// <summary>A record whose header is sound, whose bytes are all there, and whose payload is not what was written.</summary>
    DamagedPayload,

    /// <summary>Bytes that are no record, up to the next record's header.</summary>
    DamagedHeader,

    /// <summary>Bytes that are no whole record, up to the limit, and no header follows in them.</summary>
    Torn,

    /// <summary>The limit, exactly behind a record.</summary>
    End,
}

/// <summary>A piece of a segment: a record, or what is found in its place.</summary>
/// <param name="Offset">Where it begins in the file.</param>
/// <param name="Bytes">Its length in the file, header included.</param>
/// <param name="BufferOffset">Where a record's payload lies in <see cref="SegmentScanner.Buffer"/>.</param>
/// <param name="Header">The record's; behind damage, that of the record which follows.</param>
internal readonly record struct ScannedPiece(long Offset, long Bytes, int BufferOffset, RecordHeader Header);

/// <summary>
/// Walks the records of a segment through a buffer, and finds the next one behind damage. Readers and recovery both walk by it, so they agree on what is a record.
/// </summary>
/// <remarks>Bytes stay in the buffer from where <see cref="Mark"/> was last called, so that records found since can be lent out without copying.</remarks>
internal sealed class SegmentScanner : IDisposable
{
    /// <summary>Read at once where nobody knows how much is wanted.</summary>
    public const int DefaultReadAheadBytes = 256 << 10;

    private byte[] _buffer = [];
    private int _position; // of the next piece
    private int _end; // of what was read
    private long _endOffset; // of _end, in the file
    private long _limit;
    private IFile? _file;
    private uint _salt;
    private long _leastSequence;
    private int _readAheadBytes;

    public byte[] Buffer => _buffer;

    /// <summary>Where the next piece begins in the file.</summary>
    public long Offset => _endOffset - (_end - _position);

    /// <summary>Goes on at an offset of a file, up to a limit. What the buffer holds of it already is used.</summary>
    /// <param name="leastSequence">A header with a smaller sequence is not believed.</param>
    /// <param name="readAheadBytes">How much to read at once: what is read and not wanted has to be moved before the next read.</param>
    public void Attach(IFile file, long offset, long limit, long leastSequence, uint salt, int readAheadBytes = DefaultReadAheadBytes)
    {
        if (!ReferenceEquals(file, _file) || offset != Offset)
        {
            _position = _end; // behind the records lent out, which stay where they are
            _endOffset = offset;
        }
        (_file, _limit, _leastSequence, _salt, _readAheadBytes) = (file, limit, leastSequence, salt, readAheadBytes);
    }

    /// <summary>Gives up the records found so far: the buffer may use their space again.</summary>
    public void Mark()
    {
        if (_position == 0) return;
        _buffer.AsSpan(_position, _end - _position).CopyTo(_buffer);
        (_position, _end) = (0, _end - _position);
    }

    /// <summary>Forgets the file and what was read of it.</summary>
    public void Detach()
    {
        (_file, _position, _end, _endOffset) = (null, 0, 0, 0);
    }

    // hot: per record
    public ScanStatus Next(out ScannedPiece piece)
    {
        var buffered = _end - _position; // never beyond the limit
        if (buffered < RecordHeader.Bytes || !RecordHeader.TryRead(_buffer.AsSpan(_position), _salt, out var header)) return NextSlowly(out piece);
        var bytes = RecordHeader.Bytes + header.PayloadBytes;
        if (buffered < bytes || header.Sequence < _leastSequence) return NextSlowly(out piece);
        piece = new ScannedPiece(_endOffset - buffered, bytes, _position + RecordHeader.Bytes, header);
        return Accept(piece);
    }

    /// <summary>Where the next piece is not a whole record in the buffer.</summary>
    private ScanStatus NextSlowly(out ScannedPiece piece)
    {
        var offset = Offset;
        var left = _limit - offset;
        piece = new ScannedPiece(offset, 0, 0, default);
        if (left == 0) return ScanStatus.End;
        if (left < RecordHeader.Bytes || !Fill(RecordHeader.Bytes)) return Torn(ref piece, left);
        if (!RecordHeader.TryRead(_buffer.AsSpan(_position), _salt, out var header) || header.Sequence < _leastSequence) return SkipToHeader(ref piece);

        var bytes = RecordHeader.Bytes + header.PayloadBytes;
        if (bytes > left || !Fill(bytes)) return Torn(ref piece, left);
        piece = new ScannedPiece(offset, bytes, _position + RecordHeader.Bytes, header);
        return Accept(piece);
    }

    // hot: per record
    private ScanStatus Accept(in ScannedPiece piece)
    {
        var payload = _buffer.AsSpan(piece.BufferOffset, piece.Header.PayloadBytes);
        _position += (int)piece.Bytes;
        _leastSequence = piece.Header.Sequence + 1;
        return Crc32C.Compute(payload) == piece.Header.PayloadChecksum ? ScanStatus.Record : ScanStatus.DamagedPayload;
    }

    /// <summary>Goes back before the record found last, so that it is found again.</summary>
    public void StepBack(in ScannedPiece piece)
    {
        _position -= (int)piece.Bytes;
        _leastSequence = piece.Header.Sequence;
    }

    public void Dispose()
    {
        Detach();
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    /// <summary>Whether the piece at an offset is an unfinished footer: the segment was being sealed.</summary>
    public bool IsFooterAt(long offset)
    {
        Span<byte> magic = stackalloc byte[4];
        var got = _file!.Read(magic, offset);
        return got > 0 && SegmentFooter.IndexMagic.StartsWith(magic[..got]);
    }

    private ScanStatus Torn(ref ScannedPiece piece, long left)
    {
        piece = piece with { Bytes = left };
        (_position, _endOffset) = (_end, _limit);
        return ScanStatus.Torn;
    }

    /// <summary>Looks at every byte behind a damaged header for a sound one. The damaged bytes do not stay in the buffer.</summary>
    private ScanStatus SkipToHeader(ref ScannedPiece piece)
    {
        var damage = _position; // where it begins in the buffer
        _position++;
        while (true)
        {
            var at = _buffer.AsSpan(_position, _end - _position).IndexOf(RecordHeader.Magic);
            if (at >= 0)
            {
                _position += at;
                if (_limit - Offset < RecordHeader.Bytes || !Fill(RecordHeader.Bytes)) break;
                if (RecordHeader.TryRead(_buffer.AsSpan(_position), _salt, out var header) && header.Sequence >= _leastSequence)
                {
                    piece = piece with { Bytes = Offset - piece.Offset, Header = header };
                    return ScanStatus.DamagedHeader;
                }
                _position++;
                continue;
            }
            var kept = Math.Min(_end - _position, RecordHeader.Magic.Length - 1); // the magic may straddle two reads
            _buffer.AsSpan(_end - kept, kept).CopyTo(_buffer.AsSpan(damage)); // read on over the damage: a long one must not fill memory
            (_position, _end) = (damage, damage + kept);
            if (!Fill(kept + 1)) break;
        }
        return Torn(ref piece, _limit - piece.Offset);
    }

    /// <summary>Reads until so many bytes of the next piece are in the buffer.</summary>
    private bool Fill(int bytes) => _end - _position >= bytes || ReadMore(bytes);

    private bool ReadMore(int bytes)
    {
        var missing = bytes - (_end - _position);
        var wanted = (int)Math.Min(Math.Max(missing, _readAheadBytes), _limit - _endOffset);
        if (wanted < missing) return false;
        Reserve(wanted);
        var got = _file!.Read(_buffer.AsSpan(_end, wanted), _endOffset);
        _end += got;
        _endOffset += got;
        return _end - _position >= bytes;
    }

    private void Reserve(int bytes)
    {
        if (_buffer.Length - _end >= bytes) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_end + bytes, 2 * _buffer.Length));
        _buffer.AsSpan(0, _end).CopyTo(larger);
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
