using Shoreline.Vision.Pipeline;

namespace Shoreline.Vision.Sampling.Policies;

/// <summary>
/// Chooses frames at which two models differ. Whoever compares them says so before the frame comes to the sinks: then its pixels are gone.
/// </summary>
/// <remarks><see cref="Tell"/> may be called from any thread.</remarks>
public sealed class DisagreementPolicy : ISamplePolicy
{
    private long _toldIndex = -1;
    private long _seenIndex = -1;
    private long _late;

    SampleReasons ISamplePolicy.Reason => SampleReasons.Disagreement;

    /// <summary>Differences that were told too late for their frame.</summary>
    public long Late => Interlocked.Read(ref _late);

    /// <summary>Says that the models differ at a frame.</summary>
    /// <param name="frameIndex">As in <see cref="Media.Frame"/>.</param>
    public void Tell(long frameIndex)
    {
        if (frameIndex <= Interlocked.Read(ref _seenIndex)) Interlocked.Increment(ref _late);
        else Interlocked.Exchange(ref _toldIndex, frameIndex);
    }

    bool ISamplePolicy.Wants(AnalysedFrame frame)
    {
        Interlocked.Exchange(ref _seenIndex, frame.Frame.Index);
        return Interlocked.Read(ref _toldIndex) == frame.Frame.Index;
    }
}
