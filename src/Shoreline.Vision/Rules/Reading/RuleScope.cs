using Shoreline.Core.Naming;
using Shoreline.Vision.Rules.Conditions;
using Shoreline.Vision.Rules.Documents;
using Shoreline.Vision.Rules.Geometry;

namespace Shoreline.Vision.Rules.Reading;

/// <summary>The names of one file while it is read: what is defined in it, and what is known from elsewhere. Each look-up notes its own fault.</summary>
internal sealed class RuleScope(RuleNames known, DocumentFaults faults)
{
    public OrderedDictionary<string, Zone> Zones { get; } = new(StringComparer.Ordinal);

    public OrderedDictionary<string, Zone> Masks { get; } = new(StringComparer.Ordinal);

    public OrderedDictionary<string, CrossingLine> Lines { get; } = new(StringComparer.Ordinal);

    public PointTable Points { get; } = new();

    public (int Width, int Height)? Size { get; set; }

    /// <summary>Whether what is read now is for cameras of which the model is not known: any label and any point of a body will do.</summary>
    public bool IsElsewhere { get; private set; }

    /// <summary>Says for which cameras the following is; null for all.</summary>
    public void Enter(IReadOnlyList<string>? cameras) =>
        IsElsewhere = known.Camera is { } here && cameras is not null && !cameras.Contains(here, StringComparer.Ordinal);

    public DocumentFaults Faults => faults;

    /// <summary>The cameras that <c>camera</c> or <c>cameras</c> names; null for all.</summary>
    public IReadOnlyList<string>? ReadCameras(DocumentFields fields) => ReadNames(fields, "camera", "cameras", known.Cameras);

    /// <summary>The labels that <c>label</c> or <c>labels</c> names; empty for all.</summary>
    public string[] ReadLabels(DocumentFields fields) => ReadNames(fields, "label", "labels", IsElsewhere ? null : known.Labels)?.ToArray() ?? [];

    /// <summary>The zone that a key names; null where the key is absent or, with a fault, where there is none.</summary>
    /// <param name="cameras">Where it is wanted: a zone that is elsewhere is a fault.</param>
    public Zone? FindZone(DocumentFields fields, string key, IReadOnlyList<string>? cameras)
    {
        if (fields.Text(key) is not { } name) return null;
        if (name == Zone.PictureName) return Zone.Picture;
        if (Zones.TryGetValue(name, out var zone))
        {
            CheckPlace(fields, key, "zone", zone.Name, zone.Cameras, cameras);
            return zone;
        }
        fields.Fault(key, $"there is no zone {Quoted.Of(name)}; {Instead(name, Zones.Keys, "no zone is defined but the whole 'picture'")}");
        return null;
    }

    public CrossingLine? FindLine(DocumentFields fields, string key, IReadOnlyList<string>? cameras)
    {
        if (fields.Text(key) is not { } name) return null;
        if (Lines.TryGetValue(name, out var line))
        {
            CheckPlace(fields, key, "line", line.Name, line.Cameras, cameras);
            return line;
        }
        fields.Fault(key, $"there is no line {Quoted.Of(name)}; {Instead(name, Lines.Keys, "no line is defined")}");
        return null;
    }

    /// <summary>The number of a point; null, with a fault, where no model gives such a point.</summary>
    public int? FindPoint(YamlText at, string path)
    {
        var name = PointTable.Canonical(at.Text);
        var all = known.Keypoints is { } given && !IsElsewhere ? [.. given.Select(PointTable.Canonical)] : PointTable.Body;
        if (all.Contains(name, StringComparer.Ordinal)) return Points.NumberOf(name);
        faults.Add(at, path, $"there is no keypoint {Quoted.Of(at.Text)}; {Instead(name, all, "the model gives none")}");
        return null;
    }

    /// <summary>Notes a fault where the model does not give the points of a body that an angle or a posture needs.</summary>
    public void NeedBody(DocumentFields fields, string key, string what)
    {
        if (IsElsewhere || known.Keypoints is not { } given) return;
        var canonical = given.Select(PointTable.Canonical).ToHashSet(StringComparer.Ordinal);
        var missing = PointTable.Body.Skip(BodyPoint.LeftShoulder).Where(name => !canonical.Contains(name)).ToList(); // no posture looks at the head
        if (missing.Count > 0) fields.Fault(key, $"{what} needs the points of a body, and the model does not give {Quoted.Names(missing)}; use a pose model");
    }

    private IReadOnlyList<string>? ReadNames(DocumentFields fields, string one, string many, IReadOnlyCollection<string>? all)
    {
        if (fields.Has(one) && fields.Has(many)) fields.FaultAtKey(many, $"stands beside '{one}'; write one of them");
        var key = fields.Has(many) ? many : one;
        _ = fields.Take(one);
        _ = fields.Take(many);
        var texts = fields.Texts(key);
        foreach (var text in texts)
        {
            if (all is null || all.Contains(text.Text, StringComparer.Ordinal)) continue;
            faults.Add(text, fields.PathOf(key), $"there is no {one} {Quoted.Of(text.Text)}; {Instead(text.Text, all, $"no {one} is known here")}");
        }
        return texts.Count == 0 ? null : [.. texts.Select(text => text.Text).Distinct()];
    }

    private static void CheckPlace(DocumentFields fields, string key, string kind, string name, IReadOnlyList<string>? has, IReadOnlyList<string>? wants)
    {
        if (has is null) return;
        if (wants is null)
        {
            fields.Fault(key, $"the {kind} '{name}' is there for {Quoted.Names(has)} alone; write 'camera: {has[0]}' beside the rule's name");
        }
        else if (wants.Except(has).ToList() is { Count: > 0 } others)
        {
            fields.Fault(key, $"the {kind} '{name}' is there for {Quoted.Names(has)}, not for {Quoted.Names(others)}");
        }
    }

    internal static string Instead(string name, IReadOnlyCollection<string> known, string none) =>
        NearestName.To(name, known) is { } near ? $"did you mean '{near}'?" : known.Count == 0 ? none : $"there are {Quoted.Names(known)}";
}
