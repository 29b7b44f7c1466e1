using Shoreline.Core.Records;
using Shoreline.Media;

namespace Shoreline.Vision.Detectors;

/// <summary>Finds objects in frames. Serves one thread at a time; frames may change their size from one to the next.</summary>
public interface IDetector : IDisposable
{
    string ModelName { get; }

    /// <summary><c>sha256:…</c> of the weights.</summary>
    string? ModelDigest { get; }

    /// <summary>How long the stages of the last frame took.</summary>
    StageTimes LastTimes { get; }

    /// <summary>What was left out since the detector was opened.</summary>
    DetectorLosses Losses => default;

    /// <summary>Looks at one frame. Blocks until done; allocates nothing once it has seen a frame of this size.</summary>
    /// <param name="into">Cleared, then filled, the best score first; what later models of a chain add comes behind.</param>
    void Detect(in Frame frame, DetectionList into);
}
