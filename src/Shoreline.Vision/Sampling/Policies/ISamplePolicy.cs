using Shoreline.Vision.Pipeline;

namespace Shoreline.Vision.Sampling.Policies;

/// <summary>Says of each frame of a camera whether it is worth keeping. Serves one thread; allocates nothing.</summary>
internal interface ISamplePolicy
{
    SampleReasons Reason { get; }

    bool Wants(AnalysedFrame frame);

    /// <summary>The frame was kept, for whichever reason.</summary>
    void Kept(AnalysedFrame frame)
    {
    }
}
