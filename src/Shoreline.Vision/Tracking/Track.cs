using Shoreline.Core.Records;

namespace Shoreline.Vision.Tracking;

/// <summary>One object that is followed. Used again for another when it has ended.</summary>
internal sealed class Track
{
    // In units of the object's size, √(width · height), and of its square over a second. Heads start and stop within a few tenths of a second.
    private const float LookDeviation = 0.06f;
    private const float FirstSpeed = 6;
    private const float Acceleration = 4;
    private const float Growth = 1.5f;

    private MotionFilter _x;
    private MotionFilter _y;
    private MotionFilter _width;
    private MotionFilter _height;

    public long Number { get; private set; }

    public string Label { get; private set; } = "";

    /// <summary>Where it is believed to be.</summary>
    public Box Box { get; private set; }

    /// <summary>Of the last look.</summary>
    public float Score { get; private set; }

    public long FirstSeenNs { get; private set; }

    public long LastSeenNs { get; private set; }

    public long ReportedNs { get; set; }

    /// <summary>Frames in which it was seen.</summary>
    public int Looks { get; private set; }

    /// <summary>Whether it is seen in this frame.</summary>
    public bool IsSeen { get; set; }

    /// <summary>Whether it was seen in the frame before.</summary>
    public bool WasSeen { get; set; }

    public bool IsConfirmed { get; set; }

    private float Size => MathF.Sqrt(Box.Area);

    public void Begin(long number, in Detection detection, long nowNs)
    {
        (Number, Label, Box, Score) = (number, detection.Label, detection.Box, detection.Score);
        (FirstSeenNs, LastSeenNs, ReportedNs, Looks) = (nowNs, nowNs, nowNs, 1);
        (IsSeen, WasSeen, IsConfirmed) = (true, false, false);
        var (deviation, speed) = (LookDeviation * Size, FirstSpeed * Size);
        _x = MotionFilter.At(Box.X + (Box.Width / 2), deviation, speed);
        _y = MotionFilter.At(Box.Y + (Box.Height / 2), deviation, speed);
        _width = MotionFilter.At(Box.Width, deviation, speed / 4);
        _height = MotionFilter.At(Box.Height, deviation, speed / 4);
    }

    public void Predict(float seconds) // hot: per track and frame
    {
        var (acceleration, growth) = (Acceleration * Size, Growth * Size);
        _x.Predict(seconds, acceleration);
        _y.Predict(seconds, acceleration);
        _width.Predict(seconds, growth);
        _height.Predict(seconds, growth);
        Place();
    }

    public void Correct(in Detection detection, long nowNs) // hot: per track and frame
    {
        var box = detection.Box;
        var deviation = LookDeviation * MathF.Sqrt(box.Area);
        _x.Correct(box.X + (box.Width / 2), deviation);
        _y.Correct(box.Y + (box.Height / 2), deviation);
        _width.Correct(box.Width, deviation);
        _height.Correct(box.Height, deviation);
        Place();
        (Score, LastSeenNs, IsSeen) = (detection.Score, nowNs, true);
        Looks++;
    }

    /// <summary>It is known to be where it was, without a look.</summary>
    public void Stay(long nowNs) => LastSeenNs = nowNs;

    public bool IsOf(string label) => ReferenceEquals(Label, label) || Label == label;

    /// <summary>How far a box is from where this object is believed to be, in standard deviations of place and size together.</summary>
    public float Distance(in Box box) // hot: per track, detection and frame
    {
        var deviation = LookDeviation * MathF.Sqrt(box.Area);
        return MathF.Sqrt(
            _x.Surprise(box.X + (box.Width / 2), deviation) + _y.Surprise(box.Y + (box.Height / 2), deviation)
            + _width.Surprise(box.Width, deviation) + _height.Surprise(box.Height, deviation));
    }

    public TrackEvent Event(TrackChange change) => new(change, Number, Label, Score, Box, FirstSeenNs, LastSeenNs, Looks);

    /// <summary>A size that would fall to nothing stays at a tenth of what it last was.</summary>
    private void Place()
    {
        var (width, height) = (MathF.Max(_width.Position, Box.Width / 10), MathF.Max(_height.Position, Box.Height / 10));
        Box = new Box(_x.Position - (width / 2), _y.Position - (height / 2), width, height);
    }
}
