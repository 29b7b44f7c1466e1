using Shoreline.Core.Records;

namespace Shoreline.Vision.Rules.Watches;

/// <summary>What the watches of one camera share.</summary>
/// <param name="isTracked">Whether a tracker runs: then an object without a track is one that it is not sure of yet.</param>
internal sealed class WatchContext(Scene scene, EventSource source, bool isTracked)
{
    public Scene Scene { get; } = scene;

    public long NowNs => Scene.Frame.NowNs;

    /// <summary>Whether objects are told apart.</summary>
    public bool IsTracked => isTracked || Scene.HasTracks;

    /// <summary>Where events go; set for each frame.</summary>
    public List<VisionEvent> Events { get; set; } = [];

    /// <summary>Adds an event about no object.</summary>
    public VisionEvent Report(VisionEventType type, string rule, EventPhase? phase, double? value, params IReadOnlyList<EventDetail> details) =>
        Add(source.Create(type, rule, phase) with { Value = value, Details = details });

    /// <summary>Adds an event about an object.</summary>
    public VisionEvent Report(
        VisionEventType type, string rule, EventPhase? phase, in Detection about, double? value, params IReadOnlyList<EventDetail> details) =>
        Add(source.Create(type, rule, phase) with
        {
            Track = about.Track,
            Label = about.Label,
            Score = about.Score,
            Box = about.Box,
            Value = value,
            Details = details,
        });

    private VisionEvent Add(VisionEvent made)
    {
        Events.Add(made);
        return made;
    }
}
