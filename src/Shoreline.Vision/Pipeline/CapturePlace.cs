using Shoreline.Media;

namespace Shoreline.Vision.Pipeline;

/// <summary>How far a run is with what its source gives: the captures that are over, and the one that goes on. Read from any thread.</summary>
internal sealed class CapturePlace(VisionSource source)
{
    private volatile Capture? _capture;
    private volatile int _begun;
    private long _captured;

    /// <summary>Frames of the captures that are over.</summary>
    public long Captured => Interlocked.Read(ref _captured);

    public FrameDrops Drops { get; private set; }

    public void Begin(Capture capture)
    {
        _capture = capture;
        _begun++;
    }

    public void End(in CaptureCounters counters)
    {
        Interlocked.Add(ref _captured, counters.Captured);
        Drops += new FrameDrops(counters.DroppedLate, counters.DroppedOverload, counters.DroppedBroken);
    }

    /// <summary>Share of the source that is done, 0…1; null where nobody knows how long it is.</summary>
    /// <param name="ptsNs">Of the last frame that was analysed.</param>
    public double? ShareAt(long ptsNs) =>
        source.ArePictures || source.Addresses.Count > 1 ? (double)Math.Max(0, _begun - 1) / source.Addresses.Count
        : _capture?.Duration is { } duration ? Math.Clamp(ptsNs / duration.TotalNanoseconds, 0, 1)
        : null;
}
