using Shoreline.Vision.Rules.Conditions;
using Shoreline.Vision.Rules.Geometry;

namespace Shoreline.Vision.Rules;

/// <summary>One rule of a file. Immutable; what each key means is in docs/formats/rules.md.</summary>
public abstract class Rule
{
    private protected Rule(RuleBasics basics) => Basics = basics;

    public string Name => Basics.Name;

    /// <summary>Cameras for which it applies; null for all.</summary>
    public IReadOnlyList<string>? Cameras => Basics.Cameras;

    internal RuleBasics Basics { get; }

    public bool AppliesTo(string camera) => Cameras is null || Cameras.Contains(camera, StringComparer.Ordinal);
}

/// <summary>What all rules have.</summary>
internal sealed record RuleBasics
{
    public required string Name { get; init; }

    public required IReadOnlyList<string>? Cameras { get; init; }

    public required ObjectFilter Filter { get; init; }

    /// <summary>How long it must hold before it counts.</summary>
    public required long ForNs { get; init; }

    /// <summary>How long it must not hold before it is over.</summary>
    public required long ClearNs { get; init; }

    /// <summary>How long after the beginning of an event the next of the same object may begin.</summary>
    public required long CooldownNs { get; init; }

    /// <summary>How long an object must be out of sight before it has gone.</summary>
    public required long GoneNs { get; init; }

    /// <summary>Which events are wanted.</summary>
    public required RuleEvents Emit { get; init; }
}

/// <summary>Events of a rule; <c>Begin</c> is also <c>enter</c>, <c>End</c> also <c>leave</c>.</summary>
[Flags]
internal enum RuleEvents
{
    Begin = 1,
    End = 2,
    Dwell = 4,
    All = Begin | End | Dwell,
}

/// <summary>Who is in a zone, and for how long.</summary>
public sealed class ZoneRule : Rule
{
    internal ZoneRule(RuleBasics basics, Zone zone, long? dwellNs) : base(basics) => (Zone, DwellNs) = (zone, dwellNs);

    public Zone Zone { get; }

    /// <summary>Stay after which <c>zone.dwell</c> comes; null for never.</summary>
    internal long? DwellNs { get; }
}

/// <summary>Who crosses a line.</summary>
public sealed class LineRule : Rule
{
    internal LineRule(RuleBasics basics, CrossingLine line, LineSide? direction) : base(basics) => (Line, Direction) = (line, direction);

    public CrossingLine Line { get; }

    /// <summary>The side to which one must cross; null for both.</summary>
    public LineSide? Direction { get; }
}

/// <summary>How many there are.</summary>
public sealed class CountRule : Rule
{
    internal CountRule(RuleBasics basics, Zone zone) : base(basics) => Zone = zone;

    public Zone Zone { get; }
}

/// <summary>Whether there are too many or too few.</summary>
public sealed class OccupancyRule : Rule
{
    internal OccupancyRule(RuleBasics basics, Zone zone, OccupancyLimit limit) : base(basics) => (Zone, Limit) = (zone, limit);

    public Zone Zone { get; }

    public OccupancyLimit Limit { get; }
}

/// <summary>Where an occupancy begins to count, and where it ends.</summary>
/// <param name="IsUpper">Whether it counts from <paramref name="At"/> upwards; otherwise below it.</param>
/// <param name="Until">Upper: the greatest number at which it is over. Lower: the least.</param>
public readonly record struct OccupancyLimit(bool IsUpper, int At, int Until)
{
    /// <summary>Whether a number is beyond the limit, given whether the one before was.</summary>
    internal bool IsPassed(int count, bool before) => IsUpper ? count >= At || (before && count > Until) : count < At || (before && count < Until);
}

/// <summary>Whether a condition is fulfilled.</summary>
public sealed class ConditionRule : Rule
{
    internal ConditionRule(RuleBasics basics, ConditionTree condition, bool isPose, bool perCamera) : base(basics) =>
        (Condition, IsPose, PerCamera) = (condition, isPose, perCamera);

    public ConditionTree Condition { get; }

    /// <summary>Whether it speaks of a pose: <c>pose.begin</c> instead of <c>rule.begin</c>.</summary>
    public bool IsPose { get; }

    /// <summary>Whether it holds for the camera while it holds for any object; otherwise for each object.</summary>
    public bool PerCamera { get; }
}
