using System.Globalization;
using Shoreline.Vision.Rules.Conditions;
using Shoreline.Vision.Rules.Documents;
using Shoreline.Vision.Rules.Geometry;

namespace Shoreline.Vision.Rules.Reading;

/// <summary>Reads conditions: those of rules, and those of whatever else is made of conditions.</summary>
/// <param name="scope">The file's names.</param>
/// <param name="context">What stands beside the condition and counts for all of it.</param>
internal sealed class ConditionReader(RuleScope scope, ConditionContext context)
{
    private const long LongestNs = 86_400_000_000_000; // a day
    private const string Example = "{ zone: press, for: 2s }";

    private int _slotCount;

    /// <summary>Reads the condition of a key.</summary>
    /// <returns>Null, with a fault, where it is wrong or absent.</returns>
    public static ConditionTree? Read(DocumentFields fields, string key, RuleScope scope, ConditionContext context)
    {
        var reader = new ConditionReader(scope, context);
        if (fields.Take(key) is not { } value)
        {
            fields.Fault(key, $"is missing; for example '{key}: {Example}'");
            return null;
        }
        return reader.ReadCondition(value, fields.PathOf(key)) is { } root ? new ConditionTree(root, reader._slotCount) : null;
    }

    /// <summary>Reads a posture's name or a condition.</summary>
    public static ConditionTree? ReadPose(DocumentFields fields, string key, RuleScope scope, ConditionContext context)
    {
        if (fields.Take(key) is not YamlText) return Read(fields, key, scope, context);
        var reader = new ConditionReader(scope, context);
        return reader.ReadPosture(fields, key) is { } root ? new ConditionTree(root, reader._slotCount) : null;
    }

    private Condition? ReadCondition(YamlValue value, string path)
    {
        if (value is not YamlMapping mapping)
        {
            scope.Faults.Add(value, path, $"must be a condition, a mapping such as {Example}");
            return null;
        }
        var fields = new DocumentFields(mapping, path, scope.Faults);
        var faultsBefore = scope.Faults.Count;
        List<Condition?> parts = [];
        if (fields.Has("keypoint")) parts.Add(ReadPointInZone(fields));
        else if (fields.Has("zone")) parts.Add(scope.FindZone(fields, "zone", context.Cameras) is { } zone ? new ZoneCondition(zone, context.Anchor) : null);
        if (fields.Has("angle")) parts.Add(ReadAngle(fields));
        if (fields.Has("posture")) parts.Add(ReadPosture(fields, "posture"));
        if (fields.Has("label") || fields.Has("labels")) parts.Add(new LabelCondition(scope.ReadLabels(fields)));
        if (fields.Number("score", 0, 1) is { } score) parts.Add(new ScoreCondition((float)score));
        if (fields.Fields("seen") is { } seen) parts.Add(ReadSeen(seen));
        if (fields.Has("all")) parts.Add(ReadParts(fields, "all", 1) is { } all ? new AllCondition(all) : null);
        if (fields.Has("any")) parts.Add(ReadParts(fields, "any", 1) is { } any ? new AnyCondition(any) : null);
        if (fields.Take("not") is { } not) parts.Add(ReadCondition(not, fields.PathOf("not")) is { } part ? new NotCondition(part) : null);
        if (fields.Has("sequence") || fields.Has("after") || fields.Has("within")) parts.AddRange(ReadOrder(fields));
        var held = fields.Duration("for", 0, LongestNs);
        Know(fields);
        if (parts.Count == 0 && scope.Faults.Count == faultsBefore) fields.FaultHere($"says nothing; a condition is such as {Example}");
        if (scope.Faults.Count > faultsBefore || parts.Count == 0) return null;
        var condition = parts.Count == 1 ? parts[0]! : new AllCondition([.. parts.Select(part => part!)]);
        return held is > 0 ? new ForCondition(condition, held.Value, _slotCount++) : condition;
    }

    /// <summary>Asks for every key that a condition may have, so that a message about an unknown one lists them, in the order of the format's table.</summary>
    private static void Know(DocumentFields fields)
    {
        foreach (var key in (string[])["zone", "keypoint", "angle", "posture", "label", "labels", "score", "seen", "all", "any", "not", "sequence", "after", "within", "for"])
        {
            _ = fields.Take(key);
        }
        if (!fields.Has("angle"))
        {
            foreach (var key in (string[])["below", "above", "between", "until"])
            {
                if (fields.Take(key) is not null) fields.FaultAtKey(key, "belongs to an angle; for example 'angle: left-elbow, below: 90'");
            }
        }
        fields.RefuseUnknown();
    }

    private PointInZoneCondition? ReadPointInZone(DocumentFields fields)
    {
        var points = new List<int>();
        foreach (var text in fields.Texts("keypoint"))
        {
            if (scope.FindPoint(text, fields.PathOf("keypoint")) is { } point) points.Add(point);
        }
        var zone = scope.FindZone(fields, "zone", context.Cameras);
        if (!fields.Has("zone")) fields.FaultAtKey("keypoint", "needs a zone in which the point is; for example 'keypoint: left-wrist, zone: press'");
        return zone is null || points.Count == 0 ? null : new PointInZoneCondition([.. points], zone, context.KeypointScore);
    }

    private AngleCondition? ReadAngle(DocumentFields fields)
    {
        var measure = ReadMeasure(fields);
        var limits = AngleLimitsReader.Read(fields);
        return measure is { } angle && limits is { } within ? new AngleCondition(angle, within, context.KeypointScore, _slotCount++) : null;
    }

    private AngleMeasure? ReadMeasure(DocumentFields fields)
    {
        switch (fields.Take("angle"))
        {
            case YamlText { Text: var name } when AngleMeasure.Named.TryGetValue(PointTable.Canonical(name), out var measure):
                scope.NeedBody(fields, "angle", $"the angle '{name}'");
                return measure;
            case YamlText { Text: var name }:
                fields.Fault("angle", $"there is no angle {Quoted.Of(name)}; {RuleScope.Instead(name, [.. AngleMeasure.Named.Keys], "")}");
                return null;
            case YamlList { Items: [YamlText a, YamlText b, YamlText c] }:
                var path = fields.PathOf("angle");
                var (first, joint, last) = (scope.FindPoint(a, path), scope.FindPoint(b, path), scope.FindPoint(c, path));
                if (first is null || joint is null || last is null) return null;
                if (first != joint && joint != last && first != last) return new AngleMeasure(AngleKind.Joint, first.Value, joint.Value, last.Value);
                fields.Fault("angle", "names a point twice; an angle is at the second of three points");
                return null;
            default:
                fields.Fault("angle", "must be a joint such as left-elbow, or three points, [a, b, c]");
                return null;
        }
    }

    private PostureCondition? ReadPosture(DocumentFields fields, string key)
    {
        if (fields.Text(key) is not { } name) return null;
        if (Posture.All.FirstOrDefault(known => known.Name == name) is not { } posture)
        {
            fields.Fault(key, $"there is no posture {Quoted.Of(name)}; {RuleScope.Instead(name, [.. Posture.All.Select(known => known.Name)], "")}");
            return null;
        }
        scope.NeedBody(fields, key, $"the posture '{name}'");
        return new PostureCondition(posture, context.KeypointScore, _slotCount++);
    }

    private SeenCondition ReadSeen(DocumentFields fields)
    {
        var labels = scope.ReadLabels(fields);
        var zone = fields.Has("zone") ? scope.FindZone(fields, "zone", context.Cameras) : Zone.Picture;
        var anchor = fields.Has("anchor") ? AnchorReader.Read(fields) : context.Anchor;
        var score = fields.Number("score", 0, 1) ?? 0;
        var atLeast = fields.Integer("atLeast", 1, FrameView.MostObjects);
        var below = fields.Integer("below", 1, FrameView.MostObjects);
        if (atLeast >= below) fields.Fault("below", $"must be more than 'atLeast', which is {atLeast}");
        fields.RefuseUnknown();
        var filter = new ObjectFilter(labels, (float)score, anchor);
        return new SeenCondition(filter, zone ?? Zone.Picture, atLeast ?? (below is null ? 1 : 0), below ?? int.MaxValue);
    }

    private Condition[]? ReadParts(DocumentFields fields, string key, int least)
    {
        if (fields.Take(key) is not YamlList list || list.Items.Count < least)
        {
            fields.Fault(key, $"must be a list of {(least > 1 ? $"{least} conditions or more" : "conditions")}, each such as {Example}");
            return null;
        }
        var parts = new List<Condition>();
        foreach (var (index, item) in list.Items.Index())
        {
            if (ReadCondition(item, string.Create(CultureInfo.InvariantCulture, $"{fields.PathOf(key)}[{index}]")) is { } part) parts.Add(part);
        }
        return parts.Count == list.Items.Count ? [.. parts] : null;
    }

    /// <summary><c>sequence</c> or <c>after</c>, each with its <c>within</c>.</summary>
    private IEnumerable<Condition?> ReadOrder(DocumentFields fields)
    {
        var within = fields.Duration("within", 1, LongestNs);
        if (!fields.Has("sequence") && !fields.Has("after")) fields.FaultAtKey("within", "belongs to 'sequence' or 'after': how soon one follows the other");
        else if (!fields.Has("within")) fields.FaultHere("needs 'within', how soon one follows the other; for example 'within: 5s'");
        if (fields.Has("sequence") && fields.Has("after")) fields.FaultAtKey("after", "stands beside 'sequence'; put each in a condition of its own, in 'all'");
        if (fields.Has("sequence"))
        {
            yield return ReadParts(fields, "sequence", 2) is { } parts ? new SequenceCondition(parts, within ?? LongestNs, _slotCount++) : null;
        }
        if (fields.Take("after") is { } after)
        {
            yield return ReadCondition(after, fields.PathOf("after")) is { } part ? new AfterCondition(part, within ?? LongestNs, _slotCount++) : null;
        }
    }
}

/// <summary>What stands beside a condition and counts for all of it.</summary>
/// <param name="Cameras">Where it is judged; null for everywhere.</param>
/// <param name="Anchor">What of an object must be in a zone.</param>
/// <param name="KeypointScore">Points with a lower score are not seen.</param>
internal readonly record struct ConditionContext(IReadOnlyList<string>? Cameras, Anchor Anchor, float KeypointScore);
