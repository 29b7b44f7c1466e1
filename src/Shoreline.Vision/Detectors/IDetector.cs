using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Models;

namespace Shoreline.Vision.Detectors;

/// <summary>Finds objects in frames. Serves one thread at a time; frames may change their size from one to the next.</summary>
public interface IDetector : IDisposable
{
    /// <summary>Of the model that looked at the last frame.</summary>
    string ModelName { get; }

    /// <summary><c>sha256:…</c> of its weights.</summary>
    string? ModelDigest { get; }

    /// <summary>The whole model, where it may change from one frame to the next; null where it stays what it is.</summary>
    Model? Model => null;

    /// <summary>How long the stages of the last frame took.</summary>
    StageTimes LastTimes { get; }

    /// <summary>What was left out since the detector was opened.</summary>
    DetectorLosses Losses => default;

    /// <summary>Looks at one frame. Blocks until done; allocates nothing once it has seen a frame of this size.</summary>
    /// <param name="into">Cleared, then filled, the best score first; what later models of a chain add comes behind.</param>
    void Detect(in Frame frame, DetectionList into);

    /// <summary>Looks at a frame for nothing, so that the first one that counts takes no longer than the others.</summary>
    void WarmUp(in Frame frame) => Detect(frame, new DetectionList());
}
