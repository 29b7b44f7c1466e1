namespace Shoreline.Core.Records;

/// <summary>What was found in one frame. Cleared and filled again for every frame, so that a running camera allocates nothing.</summary>
/// <remarks>Not thread-safe. Spans and references are valid until the next <see cref="Add"/> or <see cref="Clear"/>.</remarks>
public sealed class DetectionList
{
    private Detection[] _detections = new Detection[16];
    private (int Start, int Count)[] _keypointRanges = new (int, int)[16];
    private Keypoint[] _keypoints = new Keypoint[128];
    private int _keypointCount;

    public int Count { get; private set; }

    public ref readonly Detection this[int index] => ref _detections.AsSpan(0, Count)[index];

    /// <summary>The points of one detection in the model's order; empty where the model gives none.</summary>
    public ReadOnlySpan<Keypoint> Keypoints(int index)
    {
        var (start, count) = _keypointRanges.AsSpan(0, Count)[index];
        return _keypoints.AsSpan(start, count);
    }

    /// <summary>Says which track a detection belongs to.</summary>
    public void SetTrack(int index, long track)
    {
        ref var detection = ref _detections.AsSpan(0, Count)[index];
        detection = detection with { Track = track };
    }

    /// <summary>Gives a detection the points that a second model found on it; what it had before is forgotten.</summary>
    public void SetKeypoints(int index, ReadOnlySpan<Keypoint> keypoints)
    {
        ref var range = ref _keypointRanges.AsSpan(0, Count)[index];
        range = Store(keypoints);
    }

    /// <summary>Takes out those that have no track and a lower score; the others keep their order.</summary>
    public void RemoveUnfollowed(float leastScore)
    {
        var kept = 0;
        for (var i = 0; i < Count; i++)
        {
            if (_detections[i].Track == 0 && _detections[i].Score < leastScore) continue;
            (_detections[kept], _keypointRanges[kept]) = (_detections[i], _keypointRanges[i]);
            kept++;
        }
        Count = kept;
    }

    /// <summary>Becomes a copy.</summary>
    public void CopyFrom(DetectionList other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Clear();
        for (var i = 0; i < other.Count; i++) Add(other[i], other.Keypoints(i));
    }

    public void Clear() => (Count, _keypointCount) = (0, 0);

    public void Add(in Detection detection, ReadOnlySpan<Keypoint> keypoints)
    {
        if (Count == _detections.Length)
        {
            Array.Resize(ref _detections, 2 * Count);
            Array.Resize(ref _keypointRanges, 2 * Count);
        }
        _keypointRanges[Count] = Store(keypoints);
        _detections[Count++] = detection;
    }

    /// <summary>Makes another list the same as this one.</summary>
    public void CopyTo(DetectionList into)
    {
        ArgumentNullException.ThrowIfNull(into);
        into.Clear();
        for (var i = 0; i < Count; i++) into.Add(this[i], Keypoints(i));
    }

    private (int Start, int Count) Store(ReadOnlySpan<Keypoint> keypoints)
    {
        var start = _keypointCount;
        if (start + keypoints.Length > _keypoints.Length)
        {
            Array.Resize(ref _keypoints, Math.Max(2 * _keypoints.Length, start + keypoints.Length));
        }
        keypoints.CopyTo(_keypoints.AsSpan(start));
        _keypointCount += keypoints.Length;
        return (start, keypoints.Length);
    }
}
