namespace Shoreline.Vision.Detectors;

/// <summary>Time spent on one frame, by stage.</summary>
/// <param name="Prepare">From the decoded picture to what the model reads.</param>
/// <param name="Infer">The model itself.</param>
/// <param name="Decode">From what the model wrote to detections.</param>
public readonly record struct StageTimes(TimeSpan Prepare, TimeSpan Infer, TimeSpan Decode)
{
    public static StageTimes operator +(StageTimes left, StageTimes right) => left.Add(right);

    public StageTimes Add(StageTimes other) => new(Prepare + other.Prepare, Infer + other.Infer, Decode + other.Decode);
}
