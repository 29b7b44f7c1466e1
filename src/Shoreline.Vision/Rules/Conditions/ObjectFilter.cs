using Shoreline.Core.Records;
using Shoreline.Vision.Rules.Geometry;

namespace Shoreline.Vision.Rules.Conditions;

/// <summary>Which objects count.</summary>
/// <param name="Labels">Empty for all.</param>
/// <param name="Score">Least score.</param>
/// <param name="Anchor">What of an object must be in a zone.</param>
internal sealed record ObjectFilter(string[] Labels, float Score, Anchor Anchor)
{
    public bool Takes(in Detection detection) => // hot: per object
        detection.Score >= Score && (Labels.Length == 0 || Array.IndexOf(Labels, detection.Label) >= 0);

    /// <summary>How many objects of a frame count and are in a zone.</summary>
    public int CountIn(FrameView frame, Zone zone) // hot: per frame
    {
        var count = 0;
        for (var i = 0; i < frame.Count; i++)
        {
            if (frame.IsMasked(i)) continue;
            ref readonly var detection = ref frame.Detections[i];
            if (Takes(detection) && zone.Holds(detection.Box, Anchor)) count++;
        }
        return count;
    }

    /// <summary>The object of a frame that counts and has the best score; −1 where there is none.</summary>
    public int BestIn(FrameView frame) // hot: per frame
    {
        var best = -1;
        for (var i = 0; i < frame.Count; i++)
        {
            if (!frame.IsMasked(i) && Takes(frame.Detections[i]) && (best < 0 || frame.Detections[i].Score > frame.Detections[best].Score)) best = i;
        }
        return best;
    }
}
