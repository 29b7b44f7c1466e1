namespace Shoreline.Cloud.Live;

/// <summary>The analysed frames of the last minutes, per camera, in memory: what a player draws over live video, and the chart beside
/// it.</summary>
/// <remarks>Bounded in time, frames per camera and cameras; the oldest go first. Thread-safe.</remarks>
internal sealed class DetectionWindow
{
    /// <summary>How far back the window reaches from the newest frame of a camera.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(10);

    private const int MaxFramesPerCamera = 20_000; // 33 frames a second
    private const int MaxCameras = 500;

    private readonly Lock _lock = new();
    private readonly Dictionary<CameraId, List<AnalysedFrame>> _cameras = [];

    public void Add(CameraId camera, AnalysedFrame frame)
    {
        lock (_lock)
        {
            if (!_cameras.TryGetValue(camera, out var frames))
            {
                if (_cameras.Count >= MaxCameras) _cameras.Remove(_cameras.MinBy(entry => entry.Value[^1].TimeNs).Key);
                _cameras.Add(camera, frames = []);
            }
            Insert(frames, frame);
            Trim(frames);
        }
    }

    /// <summary>Frames with a time from <paramref name="fromNs"/> up to, not including, <paramref name="toNs"/>, ascending.</summary>
    public IReadOnlyList<AnalysedFrame> Read(CameraId camera, long fromNs, long toNs)
    {
        lock (_lock)
        {
            if (!_cameras.TryGetValue(camera, out var frames)) return [];
            var (first, end) = (FirstAtOrAfter(frames, fromNs), FirstAtOrAfter(frames, toNs));
            return first < end ? frames.GetRange(first, end - first) : [];
        }
    }

    public AnalysedFrame? Newest(CameraId camera)
    {
        lock (_lock) return _cameras.TryGetValue(camera, out var frames) ? frames[^1] : null;
    }

    public IReadOnlyList<CameraId> Cameras()
    {
        lock (_lock) return [.. _cameras.Keys];
    }

    // Nearly always at the end; a sender may reorder batches after a broken connection.
    private static void Insert(List<AnalysedFrame> frames, AnalysedFrame frame)
    {
        if (frames.Count == 0 || frames[^1].TimeNs <= frame.TimeNs) frames.Add(frame);
        else frames.Insert(FirstAtOrAfter(frames, frame.TimeNs), frame);
    }

    // In blocks, so that the list is not moved for each frame.
    private static void Trim(List<AnalysedFrame> frames)
    {
        const int Block = 256;
        var kept = FirstAtOrAfter(frames, frames[^1].TimeNs - (Length.Ticks * TimeSpan.NanosecondsPerTick));
        var surplus = Math.Max(kept, frames.Count - MaxFramesPerCamera);
        if (surplus >= Block) frames.RemoveRange(0, surplus);
    }

    private static int FirstAtOrAfter(List<AnalysedFrame> frames, long timeNs)
    {
        var (low, high) = (0, frames.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (frames[middle].TimeNs < timeNs) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
