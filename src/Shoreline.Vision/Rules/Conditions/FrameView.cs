using Shoreline.Core.Records;

namespace Shoreline.Vision.Rules.Conditions;

/// <summary>One frame as conditions see it: its objects, its time, its proportions. One object that is filled again for each frame.</summary>
public sealed class FrameView
{
    private readonly bool[] _isMasked = new bool[MostObjects];

    internal FrameView(PointMap points) => Points = points;

    /// <summary>Objects of a frame beyond this number are not looked at: no picture shows so many, and work must have a bound.</summary>
    public const int MostObjects = 10_000;

    /// <summary>Time by which conditions count: it never goes back, and has no other meaning. Nanoseconds.</summary>
    public long NowNs { get; private set; }

    /// <summary>Width by height in pixels; angles and distances are those of the picture, not of the unit square.</summary>
    public double Aspect { get; private set; } = 1;

    /// <summary>What was found in the frame, what the rules do not look at included.</summary>
    public DetectionList Detections { get; private set; } = new();

    /// <summary>How many of <see cref="Detections"/> are looked at.</summary>
    public int Count { get; private set; }

    /// <summary>Where the points of the file's table are among the model's.</summary>
    internal PointMap Points { get; }

    /// <summary>Whether a detection is in a mask, or its box is no box: it is not there for any rule.</summary>
    public bool IsMasked(int index) => _isMasked[index];

    public ObjectView At(int index) => new(this, index);

    /// <summary>The frame without an object: for conditions that speak of none.</summary>
    public ObjectView Nobody => new(this, -1);

    internal void Set(long nowNs, int width, int height, DetectionList detections)
    {
        (NowNs, Detections, Count) = (nowNs, detections, Math.Min(detections.Count, MostObjects));
        Aspect = width > 0 && height > 0 ? (double)width / height : 1;
        Array.Clear(_isMasked, 0, Count);
    }

    /// <summary>The same frame at a later time.</summary>
    internal void GoOn(long nowNs, DetectionList detections) => (NowNs, Detections, Count) = (nowNs, detections, Math.Min(detections.Count, MostObjects));

    internal void Mask(int index) => _isMasked[index] = true;
}
