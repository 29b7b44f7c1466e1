using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Models;
using Shoreline.Vision.Rules;

namespace Shoreline.Vision.Tracking;

/// <summary>The tracker of one camera, before everything that follows objects.</summary>
/// <param name="options">What scores below its <see cref="TrackerOptions.HighScore"/>, and no track goes on with, is taken out of the frame's detections.</param>
/// <param name="source">Makes the events that tell how tracks begin, live and end; null for none.</param>
public sealed class TrackingStage(TrackerOptions options, EventSource? source) : IFrameStage
{
    private readonly Tracker _tracker = new(options);
    private float _leastScore = options.HighScore;

    public void Process(in Frame frame, DetectionList detections, List<VisionEvent> events) // hot: per frame
    {
        ArgumentNullException.ThrowIfNull(events);
        _tracker.Update(detections, frame.PtsNs);
        detections.RemoveUnfollowed(_leastScore); // weak ones were there for the tracker alone
        Tell(frame, events);
    }

    public void Quiet(in Frame frame, List<VisionEvent> events) // hot: per frame
    {
        ArgumentNullException.ThrowIfNull(events);
        _tracker.Rest(frame.PtsNs);
        Tell(frame, events);
    }

    public void Follow(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _leastScore = model.LeastScore;
        _tracker.SetScores(model.LeastScore, model.WeakScore);
    }

    public void Finish(List<VisionEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        _tracker.End();
        if (source is not null) Tell(source, events);
    }

    private void Tell(in Frame frame, List<VisionEvent> events)
    {
        if (source is null || _tracker.Events.Count == 0) return;
        source.SetFrame(frame);
        Tell(source, events);
    }

    private void Tell(EventSource from, List<VisionEvent> events)
    {
        foreach (var change in _tracker.Events) events.Add(ToEvent(from, change));
    }

    /// <remarks>The value is for how many seconds the object has been seen.</remarks>
    private static VisionEvent ToEvent(EventSource from, in TrackEvent change)
    {
        var (type, phase) = change.Change switch
        {
            TrackChange.Begin => (VisionEventType.TrackBegin, EventPhase.Begin),
            TrackChange.End => (VisionEventType.TrackEnd, EventPhase.End),
            _ => (VisionEventType.TrackUpdate, (EventPhase?)null),
        };
        return from.Create(type, rule: null, phase) with
        {
            Track = change.Track,
            Label = change.Label,
            Score = change.Score,
            Box = change.Box,
            Value = Math.Round((change.LastSeenNs - change.FirstSeenNs) / 1e9, 3),
        };
    }
}
