using Shoreline.Media.Native.Gst;

namespace Shoreline.Media;

/// <summary>Puts the passes of a file that plays in a loop one behind the other, each as long as the file.</summary>
/// <remarks>Demuxers let a pass begin when the last frame of the one before is shown, not when it ends: every pass would come one frame too early.</remarks>
internal sealed class LoopTimeline(long passNs, Action<Exception> fail) : ITimeline
{
    private uint _seek;
    private long _pass = -1;

    public long Place(uint seek, long baseNs)
    {
        if (_pass < 0 || seek != _seek) _pass++;
        _seek = seek;
        return _pass * passNs;
    }

    public void CallbackFailed(Exception exception) => fail(exception);
}
