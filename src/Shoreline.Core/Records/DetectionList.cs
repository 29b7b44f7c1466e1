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

    public void Clear() => (Count, _keypointCount) = (0, 0);

    public void Add(in Detection detection, ReadOnlySpan<Keypoint> keypoints)
    {
        if (Count == _detections.Length)
        {
            Array.Resize(ref _detections, 2 * Count);
            Array.Resize(ref _keypointRanges, 2 * Count);
        }
        if (_keypointCount + keypoints.Length > _keypoints.Length)
        {
            Array.Resize(ref _keypoints, Math.Max(2 * _keypoints.Length, _keypointCount + keypoints.Length));
        }
        keypoints.CopyTo(_keypoints.AsSpan(_keypointCount));
        _keypointRanges[Count] = (_keypointCount, keypoints.Length);
        _keypointCount += keypoints.Length;
        _detections[Count++] = detection;
    }
}
