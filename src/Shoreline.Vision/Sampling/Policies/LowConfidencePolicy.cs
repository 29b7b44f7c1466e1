using Shoreline.Vision.Pipeline;

namespace Shoreline.Vision.Sampling.Policies;

/// <summary>Chooses frames with an object of which the model is not sure.</summary>
internal sealed class LowConfidencePolicy(ScoreRange range) : ISamplePolicy
{
    public SampleReasons Reason => SampleReasons.LowConfidence;

    public bool Wants(AnalysedFrame frame) // hot: per frame
    {
        for (var i = 0; i < frame.Detections.Count; i++)
        {
            if (range.Holds(frame.Detections[i].Score)) return true;
        }
        return false;
    }
}
