using Shoreline.Core;
using Shoreline.Media.Native.Gst;

namespace Shoreline.Media;

/// <summary>Wall-clock time of a pipeline's running time: frames and fragments are stamped by the same one.</summary>
/// <remarks>
/// The base is read once, when the first buffer asks, from the pipeline's clock at the live pace; steps of the wall clock during a run do not tear
/// its timeline. Offline, running time 0 is when the run was started.
/// </remarks>
internal sealed class RunClock(GstPipeline pipeline, CapturePace pace, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly long _startedNs = time.NowNs();
    private long? _baseNs;

    public long WallNs(long runningTimeNs)
    {
        lock (_gate)
        {
            _baseNs ??= pace == CapturePace.Live && pipeline.RunningTimeNow() is { } now ? time.NowNs() - now : _startedNs;
            return _baseNs.Value + runningTimeNs;
        }
    }

    /// <summary>How long ago a buffer of that running time was captured, in nanoseconds; 0 before the pipeline plays.</summary>
    public long AgeNs(long runningTimeNs) => pipeline.RunningTimeNow() is { } now ? now - runningTimeNs : 0;
}
