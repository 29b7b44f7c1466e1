using Shoreline.Core;
using Shoreline.Core.Naming;
using Shoreline.Vision.Models;
using Shoreline.Vision.Procedures;
using Shoreline.Vision.Tracking;

namespace Shoreline.Vision.Rules;

/// <summary>What looks at the detections of one camera, in its order: the tracker, then the rules, then the procedures.</summary>
/// <param name="Rules">Null where the camera has no rule file.</param>
public sealed record CameraStages(IReadOnlyList<IFrameStage> All, RuleEngine? Rules)
{
    /// <summary>Null where the rule file has none for the camera.</summary>
    public ProcedureEngine? Procedures => Rules?.Procedures;

    /// <summary>Makes them for one run of a camera.</summary>
    /// <param name="model">The labels and the points that it gives are those that rules may name.</param>
    /// <param name="rulesPath">The rule file; null for none.</param>
    /// <param name="tracking">Whether objects are followed, and whether each track is told as events: pictures that do not follow each other have none.</param>
    /// <param name="warn">Told once of each thing that will not work as it is.</param>
    /// <exception cref="InvalidInputException">The rule file is wrong; a line for each fault.</exception>
    public static CameraStages Open(
        DeviceName device, CameraName camera, Model model, string? rulesPath, TrackingMode tracking, Action<string>? warn)
    {
        ArgumentNullException.ThrowIfNull(model);
        var source = new EventSource(device, camera);
        var rules = rulesPath is null ? null : OpenRules(rulesPath, camera, model, tracking, warn, source);
        var all = new List<IFrameStage>();
        if (tracking != TrackingMode.None) all.Add(Tracker(model, tracking == TrackingMode.Told ? source : null));
        if (rules is not null) all.Add(rules);
        if (rules?.Procedures is { } procedures) all.Add(procedures);
        return new CameraStages(all, rules);
    }

    /// <summary>
    /// Whether the rules of a camera can go on with another model: all labels and points that they name must be known to it.
    /// </summary>
    /// <param name="rulesPath">The rule file as it is now; null for none.</param>
    /// <exception cref="InvalidInputException">The rule file is wrong, or names what the model does not find; a line for each
    /// fault.</exception>
    public static void CheckRules(CameraName camera, Model model, string? rulesPath)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (rulesPath is not null) RuleFile.Load(rulesPath, NamesOf(camera, model));
    }

    /// <summary>A model's own threshold says what is an object and may begin a track; its weak one, what may go on with one.</summary>
    private static TrackingStage Tracker(Model model, EventSource? source) =>
        new(new TrackerOptions { HighScore = model.LeastScore, LowScore = model.WeakScore }, source);

    private static RuleNames NamesOf(CameraName camera, Model model) => new()
    {
        Camera = camera.Value,
        Labels = [.. model.Manifests.SelectMany(manifest => manifest.Labels).Distinct()],
        Keypoints = [.. model.KeypointNames],
    };

    private static RuleEngine OpenRules(
        string path, CameraName camera, Model model, TrackingMode tracking, Action<string>? warn, EventSource source)
    {
        var file = RuleFile.Load(path, NamesOf(camera, model));
        var options = new RuleEngineOptions
        {
            Camera = camera,
            Keypoints = model.KeypointNames,
            Warn = warn,
            IsTracked = tracking != TrackingMode.None,
        };
        var procedures = new ProcedureEngine(file, options, source);
        var rules = new RuleEngine(file, options, source) { Procedures = procedures.Procedures.Count > 0 ? procedures : null };
        if (!rules.Rules.Any() && rules.Procedures is null) warn?.Invoke($"No rule and no procedure of {path} is for the camera '{camera}'.");
        return rules;
    }
}

/// <summary>Whether the objects of a camera are followed.</summary>
public enum TrackingMode
{
    None,

    /// <summary>Detections have the numbers of their tracks, and rules know who is who.</summary>
    Silent,

    /// <summary>And events say when a track begins, that it lives, and that it ended.</summary>
    Told,
}
