using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Models;

namespace Shoreline.Vision.Rules;

/// <summary>Looks at what was found in each frame of a camera, and tells what happened: a tracker, rules, procedures.</summary>
/// <remarks>Serves one camera and one thread. Allocates nothing per frame while nothing happens; an event may allocate.</remarks>
public interface IFrameStage
{
    /// <summary>One frame, the frames in order.</summary>
    /// <param name="detections">What was found. A stage may change it for those after it: a tracker gives it its tracks.</param>
    /// <param name="events">What happened is added.</param>
    void Process(in Frame frame, DetectionList detections, List<VisionEvent> events);

    /// <summary>A frame that was not looked at, because nothing in it has moved: what the frame before showed is there still.</summary>
    void Quiet(in Frame frame, List<VisionEvent> events)
    {
    }

    /// <summary>From the next frame on another model looks: it gives other scores, and points in another order.</summary>
    void Follow(Model model)
    {
    }

    /// <summary>No frame follows: what is under way ends here.</summary>
    void Finish(List<VisionEvent> events)
    {
    }
}
