using Shoreline.Streams.Format;

namespace Shoreline.Streams.Reading;

/// <summary>One segment file, as its readers and its writer know it. The writer moves the ends on; readers look at them at any time.</summary>
/// <param name="index">Null for a sealed segment: its index is in its file, and read when somebody seeks in it.</param>
internal sealed class Segment(string path, long firstSequence, SparseIndex? index)
{
    private volatile SparseIndex? _index = index;
    private long _committedEnd = SegmentHeader.Bytes;
    private long _nextSequence = firstSequence;
    private long _recordCount;

    public string Path { get; } = path;

    public long FirstSequence { get; } = firstSequence;

    /// <summary>Where records begin, while the segment is written; null once it is sealed, so that memory does not grow with what is stored.</summary>
    public SparseIndex? Index => _index;

    public void DropIndex() => _index = null;

    /// <summary>Offset behind the last record that readers may see.</summary>
    public long CommittedEnd => Volatile.Read(ref _committedEnd);

    /// <summary>One more than the last sequence that readers may see.</summary>
    public long NextSequence => Volatile.Read(ref _nextSequence);

    /// <summary>Records that readers may see.</summary>
    public long RecordCount => Volatile.Read(ref _recordCount);

    /// <summary>Bytes of records, headers included: what counts against the stream's size.</summary>
    public long RecordBytes => CommittedEnd - SegmentHeader.Bytes;

    /// <summary>Append time of the last record, or 0.</summary>
    public long LastAppendNs { get; set; }

    public void Commit(long committedEnd, long nextSequence, long recordCount)
    {
        Volatile.Write(ref _recordCount, recordCount);
        Volatile.Write(ref _committedEnd, committedEnd);
        Volatile.Write(ref _nextSequence, nextSequence); // last: a reader that sees the sequence sees the bytes
    }
}
