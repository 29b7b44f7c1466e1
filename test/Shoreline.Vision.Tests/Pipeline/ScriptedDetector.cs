using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Detectors;

namespace Shoreline.Vision.Tests.Pipeline;

/// <summary>A detector that does what a test says: waits, fails, or finds one object whose score is the frame's index.</summary>
internal sealed class ScriptedDetector(Action<long>? onFrame = null) : IDetector
{
    public string ModelName => "scripted";

    public string? ModelDigest => "sha256:" + new string('0', 64);

    public StageTimes LastTimes => default;

    public void Detect(in Frame frame, DetectionList into)
    {
        into.Clear();
        onFrame?.Invoke(frame.Index);
        into.Add(new Detection("thing", frame.Index, new Box(0, 0, 1, 1)), []);
    }

    public void Dispose() { }
}
