using Shoreline.Core.Records;
using Shoreline.Vision.Rules.Geometry;

namespace Shoreline.Vision.Rules.Conditions;

/// <summary>One object in one frame, as conditions see it.</summary>
/// <param name="frame">The frame; its other objects can be seen too.</param>
/// <param name="index">Which of its detections; −1 for none.</param>
public readonly ref struct ObjectView(FrameView frame, int index)
{
    public FrameView Frame { get; } = frame;

    /// <summary>Position in the frame's detections; −1 where no object is looked at.</summary>
    public int Index { get; } = index;

    public bool HasObject => Index >= 0;

    public ref readonly Detection Detection => ref Frame.Detections[Index];

    /// <summary>Where a point of the object is.</summary>
    /// <param name="point">Number of the point in the file's <see cref="PointTable"/>.</param>
    /// <param name="leastScore">Points with a lower score are not seen.</param>
    internal bool TryPoint(int point, float leastScore, out ImagePoint place)
    {
        place = default;
        if (Index < 0) return false;
        var at = Frame.Points.IndexOf(point);
        var points = Frame.Detections.Keypoints(Index);
        if ((uint)at >= (uint)points.Length) return false;
        ref readonly var found = ref points[at];
        place = new ImagePoint(found.X, found.Y);
        return found.Score >= leastScore && float.IsFinite(found.X) && float.IsFinite(found.Y);
    }
}
