using Shoreline.Vision.Rules.Conditions;
using Shoreline.Vision.Rules.Documents;
using Shoreline.Vision.Rules.Reading;

namespace Shoreline.Vision.Procedures;

/// <summary>Reads one entry of a rule file's <c>procedures</c>.</summary>
internal static class ProcedureReader
{
    private const long SecondNs = 1_000_000_000;
    private const long DayNs = 86_400 * SecondNs;
    private const double DefaultKeypointScore = 0.3;

    /// <returns>Null, with a fault, where it is wrong.</returns>
    public static Procedure? Read(DocumentFields fields, RuleScope scope)
    {
        var faultsBefore = fields.Faults.Count;
        var name = RuleReader.ReadName(fields, "assemble a piece");
        var cameras = scope.ReadCameras(fields);
        scope.Enter(cameras);
        var filter = new ObjectFilter(scope.ReadLabels(fields), (float)(fields.Number("score", 0, 1) ?? 0), AnchorReader.Read(fields));
        var context = new ConditionContext(cameras, filter.Anchor, (float)(fields.Number("keypointScore", 0, 1) ?? DefaultKeypointScore));
        var perCamera = fields.Choice("per", ("object", false), ("camera", true));
        var inAnyOrder = fields.Choice("order", ("strict", false), ("any", true)) ?? false;
        var start = fields.Has("start") ? ConditionReader.Read(fields, "start", scope, context) : null;
        var end = fields.Has("end") ? ConditionReader.Read(fields, "end", scope, context) : null;
        _ = (fields.Take("start"), fields.Take("end")); // known here, though absent
        var withinNs = fields.Duration("within", 1, DayNs);
        var clearNs = fields.Duration("clear", 0, DayNs) ?? SecondNs / 2;
        var goneNs = fields.Duration("gone", SecondNs / 10, DayNs);
        var cooldownNs = fields.Duration("cooldown", 0, DayNs) ?? 0;
        var emit = ReadEmit(fields);
        var steps = ProcedureStepReader.ReadAll(fields, scope, context, clearNs);
        fields.RefuseUnknown();
        if (fields.Faults.Count > faultsBefore || name is null) return null;

        var needsObject = steps.Select(step => step.When).Append(start).Append(end).Any(condition => condition is { NeedsObject: true });
        if (perCamera == false && !needsObject) fields.Fault("per", "is object, and no condition of the procedure speaks of one");
        var procedure = new Procedure(filter, emit)
        {
            Name = name,
            Cameras = cameras,
            Steps = steps,
            PerCamera = perCamera ?? !needsObject,
            InAnyOrder = inAnyOrder,
            Start = start,
            End = end,
            WithinNs = withinNs,
            ClearNs = clearNs,
            GoneNs = goneNs ?? (perCamera ?? !needsObject ? null : 2 * SecondNs),
            CooldownNs = cooldownNs,
        };
        ProcedureLimits.Check(procedure, fields);
        return fields.Faults.Count > faultsBefore ? null : procedure;
    }

    private static ProcedureEvents ReadEmit(DocumentFields fields)
    {
        (string Word, ProcedureEvents Event)[] words =
            [("start", ProcedureEvents.Start), ("step", ProcedureEvents.Step), ("violation", ProcedureEvents.Violation), ("end", ProcedureEvents.End)];
        var texts = fields.Texts("emit");
        if (texts.Count == 0) return ProcedureEvents.All;
        var events = ProcedureEvents.End;
        foreach (var text in texts)
        {
            if (words.Any(word => word.Word == text.Text)) events |= words.First(word => word.Word == text.Text).Event;
            else fields.Faults.Add(text, fields.PathOf("emit"), $"{Quoted.Of(text.Text)} is not one of {string.Join(", ", words.Select(word => word.Word))}");
        }
        return events;
    }
}
