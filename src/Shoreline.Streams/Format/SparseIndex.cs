using System.Buffers.Binary;

namespace Shoreline.Streams.Format;

/// <summary>Where some records of a segment begin, about one in each 64 KiB. One writer adds; readers look up beside it.</summary>
internal sealed class SparseIndex
{
    public const int EntryBytes = 8;
    private const int SpacingBytes = 64 << 10;
    private const int FirstEntries = 16; // enough for 16 MiB of large records, so that these do not pay for an index of small ones
    private const int Growth = 4;

    private readonly record struct Entry(uint RelativeSequence, uint Offset);

    private readonly int _expected; // entries of a full segment of small records
    private Entry[] _entries;
    private int _count;

    public SparseIndex(int segmentBytes)
    {
        _expected = Math.Clamp(segmentBytes / SpacingBytes + 1, 4, 1024);
        _entries = new Entry[Math.Min(_expected, FirstEntries)];
    }

    private SparseIndex(Entry[] entries) => (_entries, _count, _expected) = (entries, entries.Length, entries.Length);

    public int Count => Volatile.Read(ref _count);

    // hot: per record
    public void Add(long relativeSequence, long offset)
    {
        if (_count > 0 && offset - _entries[_count - 1].Offset < SpacingBytes) return;
        Grow();
        _entries[_count] = new Entry((uint)relativeSequence, (uint)offset);
        Volatile.Write(ref _count, _count + 1); // after the entry: a reader that sees the count sees the entry
    }

    /// <summary>The last indexed record at or before a sequence; the beginning of the records where there is none.</summary>
    public (long RelativeSequence, long Offset) Find(long relativeSequence)
    {
        var count = Count;
        var (low, high) = (0, count); // the first entry beyond is in [low, high]
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_entries[middle].RelativeSequence <= relativeSequence) low = middle + 1;
            else high = middle;
        }
        if (low == 0) return (0, SegmentHeader.Bytes);
        var entry = _entries[low - 1];
        return (entry.RelativeSequence, entry.Offset);
    }

    /// <summary>
    /// Forgets entries at or beyond an offset, after the segment was cut back to it. No reader looks beyond what was acknowledged.
    /// </summary>
    public void CutBack(long offset)
    {
        while (_count > 0 && _entries[_count - 1].Offset >= offset) _count--;
    }

    public void Write(Span<byte> to)
    {
        foreach (var entry in _entries.AsSpan(0, _count))
        {
            BinaryPrimitives.WriteUInt32LittleEndian(to, entry.RelativeSequence);
            BinaryPrimitives.WriteUInt32LittleEndian(to[4..], entry.Offset);
            to = to[EntryBytes..];
        }
    }

    public static SparseIndex Read(ReadOnlySpan<byte> from)
    {
        var entries = new Entry[from.Length / EntryBytes];
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = new Entry(
                BinaryPrimitives.ReadUInt32LittleEndian(from[(i * EntryBytes)..]),
                BinaryPrimitives.ReadUInt32LittleEndian(from[(i * EntryBytes + 4)..]));
        }
        return new SparseIndex(entries);
    }

    private void Grow()
    {
        if (_count < _entries.Length) return;
        var entries = _entries;
        Array.Resize(ref entries, entries.Length < _expected ? Math.Min(entries.Length * Growth, _expected) : entries.Length * 2);
        Volatile.Write(ref _entries, entries); // readers of the old array find all they counted
    }
}
