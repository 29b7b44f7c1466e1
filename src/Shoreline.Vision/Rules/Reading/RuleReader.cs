using Shoreline.Vision.Rules.Conditions;
using Shoreline.Vision.Rules.Documents;
using Shoreline.Vision.Rules.Geometry;

namespace Shoreline.Vision.Rules.Reading;

/// <summary>Reads one rule.</summary>
internal static class RuleReader
{
    private const int LongestName = 80;
    private const long SecondNs = 1_000_000_000;
    private const long DayNs = 86_400 * SecondNs;
    private const double DefaultKeypointScore = 0.3;

    private static readonly string[] Kinds = ["zone", "line", "count", "occupancy", "pose", "when"];

    /// <returns>Null, with a fault, where it is wrong.</returns>
    public static Rule? Read(DocumentFields fields, RuleScope scope)
    {
        var name = ReadName(fields, "somebody on the walkway");
        var kinds = Kinds.Where(fields.Has).ToList();
        var common = ReadCommon(fields, scope, name ?? "", kinds.FirstOrDefault());
        var context = new ConditionContext(common.Cameras, common.Filter.Anchor, (float)(fields.Number("keypointScore", 0, 1) ?? DefaultKeypointScore));
        foreach (var kind in Kinds) _ = fields.Take(kind);
        if (kinds.Count == 0) fields.FaultHere($"does not say what it is about; write one of {string.Join(", ", Kinds)}");
        foreach (var more in kinds.Skip(1)) fields.FaultAtKey(more, $"stands beside '{kinds[0]}'; a rule has one of {string.Join(", ", Kinds)}");
        Rule? rule = kinds.FirstOrDefault() switch
        {
            "zone" => ReadZone(fields, scope, common),
            "line" => ReadLine(fields, scope, common),
            "count" => ReadCount(fields, scope, common),
            "occupancy" => ReadOccupancy(fields, scope, common),
            "pose" => ReadPose(fields, scope, common, context),
            "when" => ReadWhen(fields, scope, common, context),
            _ => null,
        };
        if (kinds.Count > 0) fields.RefuseUnknown();
        return name is null || kinds.Count != 1 ? null : rule;
    }

    /// <returns>Null, with a fault, where there is none, or it will not do.</returns>
    internal static string? ReadName(DocumentFields fields, string example)
    {
        if (fields.RequiredText("name", example) is not { } name) return null;
        if (name.Length is > 0 and <= LongestName && !name.Any(char.IsControl) && !name.Contains('\ufffd') && name.Trim() == name) return name;
        fields.Fault("name", $"{Quoted.Of(name)} is no name: use 1 to {LongestName} characters in one line, without spaces at the ends");
        return null;
    }

    private static RuleBasics ReadCommon(DocumentFields fields, RuleScope scope, string name, string? kind)
    {
        var cameras = scope.ReadCameras(fields);
        scope.Enter(cameras);
        var labels = scope.ReadLabels(fields);
        var score = fields.Number("score", 0, 1) ?? 0;
        return new RuleBasics
        {
            Name = name,
            Cameras = cameras,
            Filter = new ObjectFilter(labels, (float)score, AnchorReader.Read(fields)),
            ForNs = fields.Duration("for", 0, DayNs) ?? (kind == "count" ? SecondNs / 2 : 0),
            ClearNs = fields.Duration("clear", 0, DayNs) ?? SecondNs / 2,
            CooldownNs = fields.Duration("cooldown", 0, DayNs) ?? 0,
            GoneNs = fields.Duration("gone", SecondNs / 10, DayNs) ?? 2 * SecondNs,
            Emit = ReadEmit(fields, kind),
        };
    }

    private static RuleEvents ReadEmit(DocumentFields fields, string? kind)
    {
        (string Word, RuleEvents Event)[] words = kind switch
        {
            "zone" => [("enter", RuleEvents.Begin), ("leave", RuleEvents.End), ("dwell", RuleEvents.Dwell)],
            "line" or "count" => [],
            _ => [("begin", RuleEvents.Begin), ("end", RuleEvents.End)],
        };
        var texts = fields.Texts("emit");
        if (texts.Count == 0) return RuleEvents.All;
        if (words.Length == 0) fields.FaultAtKey("emit", $"does not go with '{kind}', which has one event only");
        var events = default(RuleEvents);
        foreach (var text in texts)
        {
            var found = words.FirstOrDefault(word => word.Word == text.Text).Event;
            events |= found;
            if (found != default || words.Length == 0) continue;
            fields.Faults.Add(text, fields.PathOf("emit"), $"{Quoted.Of(text.Text)} is not one of {string.Join(", ", words.Select(word => word.Word))}");
        }
        return events;
    }

    private static ZoneRule? ReadZone(DocumentFields fields, RuleScope scope, RuleBasics common)
    {
        var zone = scope.FindZone(fields, "zone", common.Cameras);
        var dwell = fields.Duration("dwell", 1, DayNs);
        if (dwell is null && !fields.Has("dwell") && common.Emit == RuleEvents.Dwell) fields.FaultAtKey("emit", "wants 'dwell' alone, and there is no 'dwell: TIME'");
        return zone is null ? null : new ZoneRule(common, zone, dwell);
    }

    private static LineRule? ReadLine(DocumentFields fields, RuleScope scope, RuleBasics common)
    {
        var line = scope.FindLine(fields, "line", common.Cameras);
        LineSide? direction = null;
        if (line is not null) direction = fields.Choice("direction", (line.Left, LineSide.Left), (line.Right, LineSide.Right));
        else _ = fields.Take("direction");
        if (common.Filter.Anchor.Kind == AnchorKind.Overlap) fields.Fault("anchor", "is a share of the box; a point crosses a line: use feet, centre or head");
        foreach (var key in (string[])["for", "clear"])
        {
            if (fields.Has(key)) fields.FaultAtKey(key, "does not go with 'line': a crossing does not last");
        }
        return line is null ? null : new LineRule(common, line, direction);
    }

    private static CountRule? ReadCount(DocumentFields fields, RuleScope scope, RuleBasics common)
    {
        var zone = scope.FindZone(fields, "count", common.Cameras);
        return zone is null ? null : new CountRule(common, zone);
    }

    private static OccupancyRule? ReadOccupancy(DocumentFields fields, RuleScope scope, RuleBasics common)
    {
        var zone = scope.FindZone(fields, "occupancy", common.Cameras);
        var limit = ReadLimit(fields);
        return zone is null || limit is null ? null : new OccupancyRule(common, zone, limit.Value);
    }

    private static OccupancyLimit? ReadLimit(DocumentFields fields)
    {
        var atLeast = fields.Integer("atLeast", 1, FrameView.MostObjects);
        var below = fields.Integer("below", 1, FrameView.MostObjects);
        var until = fields.Integer("until", 0, FrameView.MostObjects);
        if (fields.Has("atLeast") == fields.Has("below"))
        {
            fields.FaultAtKey("occupancy", fields.Has("below") ? "has both 'atLeast' and 'below'; write one of them" : "needs a limit; for example 'atLeast: 3' or 'below: 1'");
            return null;
        }
        if (until >= atLeast) fields.Fault("until", $"must be less than 'atLeast', which is {atLeast}");
        if (until < below) fields.Fault("until", $"must not be less than 'below', which is {below}");
        if (atLeast is { } from) return new OccupancyLimit(true, from, until ?? from - 1);
        return below is { } to ? new OccupancyLimit(false, to, until ?? to) : null;
    }

    private static ConditionRule? ReadPose(DocumentFields fields, RuleScope scope, RuleBasics common, in ConditionContext context)
    {
        var condition = ConditionReader.ReadPose(fields, "pose", scope, context);
        if (condition is { NeedsObject: false }) fields.Fault("pose", "speaks of no object; write it as 'when'");
        return condition is null ? null : new ConditionRule(common, condition, isPose: true, perCamera: false);
    }

    private static ConditionRule? ReadWhen(DocumentFields fields, RuleScope scope, RuleBasics common, in ConditionContext context)
    {
        var condition = ConditionReader.Read(fields, "when", scope, context);
        var perCamera = fields.Choice("per", ("object", false), ("camera", true));
        if (condition is { NeedsObject: false } && perCamera == false) fields.Fault("per", "is object, and the condition speaks of none");
        return condition is null ? null : new ConditionRule(common, condition, isPose: false, perCamera ?? !condition.NeedsObject);
    }
}
