namespace Shoreline.Vision.Rules;

/// <summary>What happened. Table: docs/formats/records.md.</summary>
public enum VisionEventType
{
    TrackBegin,
    TrackUpdate,
    TrackEnd,
    ZoneEnter,
    ZoneLeave,
    ZoneDwell,
    LineCross,
    CountChange,
    OccupancyChange,
    PoseBegin,
    PoseEnd,
    RuleBegin,
    RuleEnd,
    ProcedureStarted,
    ProcedureStep,
    ProcedureViolation,
    ProcedureCompleted,
}

/// <summary>Names of the types in records.</summary>
public static class VisionEventTypes
{
    private static readonly string[] Texts =
    [
        "track.begin", "track.update", "track.end", "zone.enter", "zone.leave", "zone.dwell", "line.cross", "count.change", "occupancy.change", "pose.begin", "pose.end",
        "rule.begin", "rule.end", "procedure.started", "procedure.step", "procedure.violation", "procedure.completed",
    ];

    /// <summary>Such as <c>zone.enter</c>.</summary>
    public static string ToText(this VisionEventType type) => Texts[(int)type];
}
