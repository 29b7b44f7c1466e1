using Shoreline.Media;
using Shoreline.Vision.Jpeg;

namespace Shoreline.Edge.Cameras;

/// <summary>Keeps <c>latest.jpg</c> of a camera: replaced by rename, five times a second at most. Not thread-safe.</summary>
internal sealed class LatestPicture : IDisposable
{
    private const int Quality = 80;
    private const long IntervalNs = 200_000_000;

    private readonly JpegEncoder _jpeg = new();
    private readonly string _path;
    private long _lastNs;

    public LatestPicture(string liveFolder, string camera)
    {
        _path = EdgePaths.LatestPicture(liveFolder, camera);
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
    }

    /// <summary>Writes the frame, unless one was written a moment ago.</summary>
    /// <exception cref="IOException">The disk refused; the picture before stays.</exception>
    public void Offer(in Frame frame)
    {
        // A clock that was set back must not stop the picture.
        if (frame.CapturedAtNs - _lastNs is >= 0 and < IntervalNs) return;
        _lastNs = frame.CapturedAtNs;
        AtomicFile.Write(_path, _jpeg.Encode(frame, Quality));
    }

    public void Dispose() => _jpeg.Dispose();
}
