using Shoreline.Media;
using Shoreline.Vision.Detectors;

namespace Shoreline.Vision.Pipeline;

/// <summary>Room for one frame in flight, used again and again: the frame, its lease, and what a lane makes of it.</summary>
internal sealed class FrameSlot(AnalysedFrame analysed)
{
    private FrameLease? _lease;

    public AnalysedFrame Analysed => analysed;

    /// <summary>Whether the gate held the frame back: no lane looks at it.</summary>
    public bool IsQuiet { get; private set; }

    /// <summary>How long the reader waited for it.</summary>
    public TimeSpan Waited { get; private set; }

    /// <summary>Why the detector could not look at it.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Whether it may leave. Belongs to the flight, under its lock.</summary>
    public bool IsSeen { get; set; }

    /// <summary>Takes over a lease.</summary>
    /// <param name="frame">The lease's frame, in its place in the run.</param>
    public void Fill(FrameLease lease, in Frame frame, bool isQuiet, TimeSpan waited)
    {
        analysed.Set(frame);
        (_lease, IsQuiet, Waited, Failure) = (lease, isQuiet, waited, null);
    }

    /// <summary>
    /// Looks at the frame, on a lane's thread. What fails is kept for whoever gives the frames to the sinks, in their order.
    /// </summary>
    public void Look(IDetector detector) // hot: per frame
    {
        try
        {
            detector.Detect(analysed.Frame, analysed.Detections);
            analysed.SetModel(detector);
            analysed.Times = detector.LastTimes;
        }
        catch (Exception e)
        {
            Failure = e;
        }
    }

    /// <summary>Gives the pixels back to the capture.</summary>
    public void Clear()
    {
        _lease?.Dispose();
        _lease = null;
    }
}
