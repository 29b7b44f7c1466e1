using Shoreline.Core.Records;
using Shoreline.Vision.Rules.Conditions;
using Shoreline.Vision.Rules.Geometry;

namespace Shoreline.Vision.Rules.Watches;

/// <summary>What a rule remembers of one object.</summary>
internal sealed class ObjectState(RuleBasics basics, ConditionMemory? memory)
{
    private const int FramesToGo = 2;

    private long _seenNs;
    private int _missedFrames = FramesToGo; // as good as gone until it is seen

    public Episode Episode { get; } = new(basics);

    /// <summary>What the rule's condition remembers; null where it has none.</summary>
    public ConditionMemory? Memory => memory;

    /// <summary>As it was seen last.</summary>
    public Detection Detection { get; private set; }

    /// <summary>Whether the present episode's dwell was reported.</summary>
    public bool HasDwelled { get; set; }

    /// <summary>The side of the line on which it was last, well off the line; null where that is not known.</summary>
    public LineSide? Side { get; set; }

    /// <summary>Where it was then.</summary>
    public ImagePoint Place { get; set; }

    /// <summary>When it last crossed a line.</summary>
    public long? CrossedNs { get; set; }

    public void See(in Detection detection, long nowNs) => (Detection, _seenNs, _missedFrames) = (detection, nowNs, 0);

    /// <summary>It is not seen in this frame.</summary>
    /// <returns>Whether it has gone with this frame.</returns>
    public bool Miss(long nowNs)
    {
        if (IsGone) return false;
        _missedFrames++;
        IsGone = _missedFrames >= FramesToGo && nowNs - _seenNs >= basics.GoneNs;
        return IsGone;
    }

    /// <summary>Whether nothing is known of it: it has gone, or was never seen.</summary>
    public bool IsGone { get; private set; } = true;

    /// <summary>It is seen again, after it had gone.</summary>
    public void Return()
    {
        IsGone = false;
        memory?.Clear();
        Side = null;
    }

    /// <summary>For another object.</summary>
    public void Clear()
    {
        Episode.Clear();
        memory?.Clear();
        (IsGone, HasDwelled, Side, CrossedNs) = (true, false, null, null);
    }
}
