using Shoreline.Media;

namespace Shoreline.Vision.Pipeline;

/// <summary>Says by a cheap look whether a frame is worth the detector's time. Serves one camera and one thread.</summary>
public interface IFrameGate
{
    /// <summary>Looks at a frame, the frames in order. Allocates nothing once it has seen a frame of this size.</summary>
    /// <returns>False where nothing has changed since the frames before: it is held back, and counted.</returns>
    bool Passes(in Frame frame);
}
