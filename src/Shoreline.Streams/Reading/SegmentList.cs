namespace Shoreline.Streams.Reading;

/// <summary>A stream's segments, oldest first. The writer changes it; readers take a snapshot and need no lock.</summary>
internal sealed class SegmentList
{
    private volatile Segment[] _segments = [];
    private long _nextSequence;
    private long _nextDurable;
    private long _totalBytes;

    public Segment[] Snapshot => _segments;

    /// <summary>Sequence that the next record gets.</summary>
    public long NextSequence => Volatile.Read(ref _nextSequence);

    /// <summary>Sequence before which a power cut takes nothing.</summary>
    public long NextDurable => Volatile.Read(ref _nextDurable);

    /// <summary>The first sequence that is still there; the next one where there is none.</summary>
    public long OldestSequence => _segments is [var first, ..] ? first.FirstSequence : NextSequence;

    public long TotalBytes => Volatile.Read(ref _totalBytes);

    public void Add(Segment segment)
    {
        _segments = [.. _segments, segment];
        Volatile.Write(ref _totalBytes, _totalBytes + segment.RecordBytes);
    }

    public void Remove(Segment segment)
    {
        _segments = [.. _segments.Where(other => other != segment)];
        Volatile.Write(ref _totalBytes, _totalBytes - segment.RecordBytes);
    }

    /// <summary>Shows what was committed to a segment of the list.</summary>
    public void Advance(long nextSequence, long addedBytes)
    {
        Volatile.Write(ref _totalBytes, _totalBytes + addedBytes);
        Volatile.Write(ref _nextSequence, nextSequence);
    }

    /// <summary>All that was committed so far is on the device.</summary>
    /// <returns>Whether that is news.</returns>
    public bool SetDurable()
    {
        var isNews = _nextDurable != _nextSequence;
        Volatile.Write(ref _nextDurable, _nextSequence);
        return isNews;
    }

    /// <summary>Bytes of the records from a sequence on; those of its own segment by the share of their number.</summary>
    public long BytesFrom(long sequence)
    {
        var bytes = 0L;
        foreach (var segment in _segments)
        {
            var records = segment.NextSequence - segment.FirstSequence;
            var left = Math.Clamp(segment.NextSequence - sequence, 0, records);
            if (left > 0) bytes += left == records ? segment.RecordBytes : (long)((double)segment.RecordBytes * left / records);
        }
        return bytes;
    }

    /// <summary>Index of the segment that holds a sequence, or the first one where all are newer.</summary>
    public static int Find(Segment[] segments, long sequence)
    {
        var (low, high) = (0, segments.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (segments[middle].FirstSequence <= sequence) low = middle + 1;
            else high = middle;
        }
        return Math.Max(0, low - 1);
    }
}
