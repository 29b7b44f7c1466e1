using Shoreline.Testing;
using Shoreline.Vision.Detectors;

namespace Shoreline.Benchmarks.Accuracy;

/// <summary>One model on one clip or photograph, or on several.</summary>
internal sealed class AccuracyResult(Subject subject)
{
    /// <summary>Every frame.</summary>
    public DetectionAccuracy All { get; } = new(subject);

    /// <summary>The frames of which the reference has boxes: those that the goals are about.</summary>
    public DetectionAccuracy Sampled { get; } = new(subject);

    public KeypointAccuracy Keypoints { get; } = new();

    public StageTimes Spent { get; set; }

    public void Add(AccuracyResult other)
    {
        All.Add(other.All);
        Sampled.Add(other.Sampled);
        Keypoints.Add(other.Keypoints);
        Spent += other.Spent;
    }
}
