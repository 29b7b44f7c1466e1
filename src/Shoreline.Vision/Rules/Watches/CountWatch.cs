using Shoreline.Core.Records;
using Shoreline.Vision.Rules.Conditions;

namespace Shoreline.Vision.Rules.Watches;

/// <summary>How many objects are in a zone.</summary>
internal sealed class CountWatch(CountRule rule) : Watch
{
    private readonly SettledCount _count = new(rule.Basics);
    private long? _reportedNs;

    public override bool IsActive => _count.Value > 0;

    public override void Look(WatchContext context) // hot: per frame
    {
        if (_reportedNs is { } last && context.NowNs - last < rule.Basics.CooldownNs) return;
        var before = _count.Value;
        if (!_count.Update(rule.Basics.Filter.CountIn(context.Scene.Frame, rule.Zone), context.NowNs)) return;
        _reportedNs = context.NowNs;
        context.Report(VisionEventType.CountChange, rule.Name, null, _count.Value, new EventDetail("zone", rule.Zone.Name), new EventDetail("before", before));
    }

    /// <summary>A number does not end; the next frames tell what it is then.</summary>
    public override void Stop(WatchContext context, string reason) => _count.Restart();
}

/// <summary>Whether there are too many or too few objects in a zone.</summary>
internal sealed class OccupancyWatch(OccupancyRule rule) : Watch
{
    private readonly Episode _episode = new(rule.Basics);
    private int _count;

    public override bool IsActive => _episode is { IsOn: true, IsSilent: false };

    public override void Look(WatchContext context) // hot: per frame
    {
        _count = rule.Basics.Filter.CountIn(context.Scene.Frame, rule.Zone);
        var turn = _episode.Update(rule.Limit.IsPassed(_count, _episode.IsOn) ? Verdict.Yes : Verdict.No, context.NowNs);
        if (turn is { } phase) Report(context, phase, null);
    }

    public override void Stop(WatchContext context, string reason)
    {
        if (_episode.End() is { } phase) Report(context, phase, reason);
    }

    private void Report(WatchContext context, EventPhase phase, string? reason)
    {
        if ((rule.Basics.Emit & (phase == EventPhase.Begin ? RuleEvents.Begin : RuleEvents.End)) == 0) return;
        EventDetail[] details = [new("zone", rule.Zone.Name), new("limit", rule.Limit.At)];
        if (phase == EventPhase.Begin)
        {
            _episode.BeginId = context.Report(VisionEventType.OccupancyChange, rule.Name, phase, _count, details).Id;
            return;
        }
        context.Report(
            VisionEventType.OccupancyChange, rule.Name, phase, _count, _episode.EndDetails(reason, [.. details, new EventDetail("seconds", _episode.Seconds)]));
    }
}
