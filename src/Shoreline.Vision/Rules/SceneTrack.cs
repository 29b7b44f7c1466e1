using Shoreline.Core.Records;

namespace Shoreline.Vision.Rules;

/// <summary>A track as a <see cref="Scene"/> follows it. One object that the scene fills again: do not keep it beyond the frame.</summary>
public sealed class SceneTrack
{
    internal SceneTrack(int slot) => Slot = slot;

    /// <summary>A small number, the track's alone while it is followed and given to another later: an index for what you remember of it.</summary>
    public int Slot { get; }

    /// <summary>The track's number in detections.</summary>
    public long Number { get; private set; }

    /// <summary>Whether this is the first frame: what you remember under the slot is of another track.</summary>
    public bool IsNew { get; private set; }

    /// <summary>Position among the frame's detections; −1 where it is not seen in this frame.</summary>
    public int Index { get; private set; }

    public bool IsSeen => Index >= 0;

    /// <summary>When it was seen last, by <see cref="Conditions.FrameView.NowNs"/>.</summary>
    public long SeenNs { get; private set; }

    /// <summary>Frames since it was seen last.</summary>
    public int MissedFrames { get; private set; }

    /// <summary>As it was seen last.</summary>
    public Detection Detection { get; private set; }

    internal void Begin(long number)
    {
        (Number, IsNew) = (number, true);
        Miss();
    }

    /// <summary>A new frame begins, and it is not seen in it yet.</summary>
    internal void Miss()
    {
        Index = -1;
        MissedFrames++;
    }

    internal void GetOlder() => IsNew = false;

    /// <summary>A frame in which nothing has moved: what was seen is there still.</summary>
    internal void Stay(long nowNs)
    {
        if (IsSeen) SeenNs = nowNs;
    }

    internal void See(int index, in Detection detection, long nowNs) => (Index, Detection, SeenNs, MissedFrames) = (index, detection, nowNs, 0);
}
