using Shoreline.Vision.Rules.Geometry;

namespace Shoreline.Vision.Rules.Conditions;

// What can be said of one object in one frame. One short class for each key of the format.

/// <summary>The object's anchor is in a zone.</summary>
internal sealed class ZoneCondition(Zone zone, Anchor anchor) : Condition
{
    internal override Verdict Evaluate(in ObjectView view, ConditionMemory memory) =>
        !view.HasObject ? Verdict.Unknown : zone.Holds(view.Detection.Box, anchor) ? Verdict.Yes : Verdict.No;
}

/// <summary>Any of some points of the object is in a zone.</summary>
internal sealed class PointInZoneCondition(int[] points, Zone zone, float leastScore) : Condition
{
    internal override Verdict Evaluate(in ObjectView view, ConditionMemory memory)
    {
        var verdict = Verdict.No;
        foreach (var point in points)
        {
            if (!view.TryPoint(point, leastScore, out var place)) verdict = Verdict.Unknown;
            else if (zone.Contains(place)) return Verdict.Yes;
        }
        return verdict;
    }
}

/// <summary>An angle is within limits; once it is, wider limits count.</summary>
internal sealed class AngleCondition(AngleMeasure measure, AngleLimits limits, float leastScore, int slot) : Condition
{
    internal override Verdict Evaluate(in ObjectView view, ConditionMemory memory)
    {
        if (!measure.TryMeasure(view, leastScore, out var degrees)) return Verdict.Unknown;
        ref var state = ref memory[slot];
        state.IsOn = state.IsOn
            ? degrees > limits.LowUntil && degrees < limits.HighUntil
            : degrees > limits.Low && degrees < limits.High;
        return state.IsOn ? Verdict.Yes : Verdict.No;
    }
}

/// <summary>Limits of an angle, neither included: where it begins to count, and where it ends.</summary>
internal readonly record struct AngleLimits(double Low, double High, double LowUntil, double HighUntil);

/// <summary>The body is in a posture.</summary>
internal sealed class PostureCondition(Posture posture, float leastScore, int slot) : Condition
{
    internal override Verdict Evaluate(in ObjectView view, ConditionMemory memory)
    {
        ref var state = ref memory[slot];
        var verdict = posture.Judge(view, state.IsOn, leastScore);
        if (verdict != Verdict.Unknown) state.IsOn = verdict == Verdict.Yes;
        return verdict;
    }
}

/// <summary>The object has one of some labels.</summary>
internal sealed class LabelCondition(string[] labels) : Condition
{
    internal override Verdict Evaluate(in ObjectView view, ConditionMemory memory) =>
        !view.HasObject ? Verdict.Unknown : Array.IndexOf(labels, view.Detection.Label) >= 0 ? Verdict.Yes : Verdict.No;
}

/// <summary>The detector is so sure of the object.</summary>
internal sealed class ScoreCondition(float least) : Condition
{
    internal override Verdict Evaluate(in ObjectView view, ConditionMemory memory) =>
        !view.HasObject ? Verdict.Unknown : view.Detection.Score >= least ? Verdict.Yes : Verdict.No;
}

/// <summary>So many objects are in the picture, or in a part of it.</summary>
internal sealed class SeenCondition(ObjectFilter filter, Zone zone, int atLeast, int below) : Condition
{
    internal override bool NeedsObject => false;

    internal override Verdict Evaluate(in ObjectView view, ConditionMemory memory)
    {
        var count = filter.CountIn(view.Frame, zone);
        return count >= atLeast && count < below ? Verdict.Yes : Verdict.No;
    }
}
