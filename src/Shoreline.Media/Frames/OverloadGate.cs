using Shoreline.Media.Native.Gst;

namespace Shoreline.Media;

/// <summary>Before the decoder of a live source: once decoding is seconds behind, it passes nothing until the next key frame, so that it catches up.</summary>
/// <remarks>Frames in between cannot be decoded without those dropped. The encoded video of the fragments is not touched.</remarks>
internal sealed class OverloadGate(CapturePace pace, RunClock clock, FrameCount count, Action<Exception> fail) : IBufferGate
{
    private static readonly long LimitNs = (long)TimeSpan.FromSeconds(2).TotalNanoseconds; // beyond any jitter buffer and decoder delay
    private volatile bool _skipping;
    private long _quietUntilNs = -1;

    // hot: per frame
    /// <summary>The decoder gave the frame of that running time.</summary>
    public void Decoded(long ptsNs)
    {
        if (pace == CapturePace.Offline || _skipping || ptsNs < _quietUntilNs || clock.AgeNs(ptsNs) < LimitNs) return;
        _quietUntilNs = ptsNs + clock.AgeNs(ptsNs); // what was in the queue at that moment is late too, and says nothing new
        _skipping = true;
    }

    // hot: per encoded frame
    public bool Passes(bool isKeyFrame)
    {
        if (!_skipping) return true;
        if (isKeyFrame)
        {
            _skipping = false;
            return true;
        }
        Interlocked.Increment(ref count.DroppedOverload);
        Interlocked.Increment(ref count.Captured); // an index stands for it
        return false;
    }

    public void CallbackFailed(Exception exception) => fail(exception);
}
