using Shoreline.Streams.Files;
using Shoreline.Streams.Reading;

namespace Shoreline.Streams;

/// <summary>
/// Records read from a stream, and the reader's place in it: keep one per reader and read into it again and again, and nothing is allocated.
/// </summary>
/// <remarks>
/// Not thread-safe. It lends its buffer: a record is valid until the batch is read into again or disposed. It keeps the file that it read last open, so a reader
/// never waits for the writer and never loses a segment under its hands.
/// </remarks>
public sealed class RecordBatch : IDisposable
{
    private readonly record struct Entry(long Sequence, long AppendedAtNs, int Offset, int Bytes);

    private Entry[] _entries = new Entry[64];
    private IFile? _file;
    private bool _disposed;

    public int Count { get; private set; }

    /// <summary>Bytes of all payloads.</summary>
    public long PayloadBytes { get; private set; }

    public StreamRecord this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            ref readonly var entry = ref _entries[index];
            return new StreamRecord(entry.Sequence, entry.AppendedAtNs, Scanner.Buffer.AsMemory(entry.Offset, entry.Bytes));
        }
    }

    internal SegmentScanner Scanner { get; } = new();

    /// <summary>The segment that <see cref="Open"/> opened last.</summary>
    internal Segment? Segment { get; private set; }

    /// <summary>Where the last read ended: the next record to come, in <see cref="Segment"/> at the scanner's offset.</summary>
    internal long NextSequence { get; set; }

    public Enumerator GetEnumerator() => new(this);

    /// <summary>Gives the buffer and the file back.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        Clear();
        Close();
        Scanner.Dispose();
    }

    internal void Clear()
    {
        (Count, PayloadBytes) = (0, 0);
    }

    // hot: per record
    internal void Add(in ScannedPiece piece)
    {
        if (Count == _entries.Length) Array.Resize(ref _entries, 2 * Count);
        _entries[Count++] = new Entry(piece.Header.Sequence, piece.Header.AppendedAtNs, piece.BufferOffset, piece.Header.PayloadBytes);
        PayloadBytes += piece.Header.PayloadBytes;
    }

    internal IFile Open(IFileSystem files, Segment segment)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (Segment == segment) return _file!;
        Close();
        _file = files.Open(segment.Path, FileOpen.Read);
        Segment = segment;
        return _file;
    }

    /// <summary>Walks the records.</summary>
    public struct Enumerator(RecordBatch batch)
    {
        private int _index = -1;

        public readonly StreamRecord Current => batch[_index];

        public bool MoveNext() => ++_index < batch.Count;
    }

    private void Close()
    {
        _file?.Dispose();
        (_file, Segment) = (null, null);
    }
}
