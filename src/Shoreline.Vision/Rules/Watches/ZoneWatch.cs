using Shoreline.Core.Records;
using Shoreline.Vision.Rules.Conditions;

namespace Shoreline.Vision.Rules.Watches;

/// <summary>Who is in a zone, and for how long. Without tracks: how many.</summary>
internal sealed class ZoneWatch(ZoneRule rule) : ObjectWatch(rule.Basics)
{
    private const double SecondNs = 1e9;

    private readonly SettledCount _count = new(rule.Basics);
    private long _occupiedSinceNs;
    private bool _hasDwelled;

    public override bool IsActive => _count.Value > 0 || base.IsActive;

    private EventDetail ZoneDetail => new("zone", rule.Zone.Name);

    public override void Stop(WatchContext context, string reason)
    {
        base.Stop(context, reason);
        if (_count.Value > 0 && Wants(RuleEvents.End))
        {
            context.Report(VisionEventType.ZoneLeave, rule.Name, EventPhase.End, 0, ZoneDetail, new EventDetail("reason", reason));
        }
        _count.Clear();
    }

    protected override void See(WatchContext context, ObjectState state, in ObjectView view) // hot: per object
    {
        var episode = state.Episode;
        switch (episode.Update(rule.Zone.Holds(view.Detection.Box, Basics.Filter.Anchor) ? Verdict.Yes : Verdict.No, context.NowNs))
        {
            case EventPhase.Begin:
                state.HasDwelled = false;
                if (Wants(RuleEvents.Begin)) episode.BeginId = context.Report(VisionEventType.ZoneEnter, rule.Name, EventPhase.Begin, state.Detection, null, ZoneDetail).Id;
                break;
            case EventPhase.End:
                ReportLeave(context, state, null);
                break;
        }
        if (!episode.IsOn || episode.IsSilent || state.HasDwelled || !(context.NowNs - episode.SinceNs >= rule.DwellNs)) return;
        state.HasDwelled = true;
        if (!Wants(RuleEvents.Dwell)) return;
        context.Report(VisionEventType.ZoneDwell, rule.Name, null, state.Detection, (context.NowNs - episode.SinceNs) / SecondNs, episode.EndDetails(null, ZoneDetail));
    }

    protected override void Lose(WatchContext context, ObjectState state, string reason)
    {
        if (state.Episode.End() is not null) ReportLeave(context, state, reason);
    }

    protected override void LookAtUntracked(WatchContext context) // hot: per frame
    {
        var before = _count.Value;
        if (_count.Update(Basics.Filter.CountIn(context.Scene.Frame, rule.Zone), context.NowNs))
        {
            if (before == 0) (_occupiedSinceNs, _hasDwelled) = (context.NowNs, false);
            var isMore = _count.Value > before;
            if (Wants(isMore ? RuleEvents.Begin : RuleEvents.End))
            {
                context.Report(
                    isMore ? VisionEventType.ZoneEnter : VisionEventType.ZoneLeave, rule.Name, isMore ? EventPhase.Begin : EventPhase.End, _count.Value, ZoneDetail);
            }
        }
        if (_count.Value == 0 || _hasDwelled || !(context.NowNs - _occupiedSinceNs >= rule.DwellNs)) return;
        _hasDwelled = true;
        if (Wants(RuleEvents.Dwell)) context.Report(VisionEventType.ZoneDwell, rule.Name, null, (context.NowNs - _occupiedSinceNs) / SecondNs, ZoneDetail);
    }

    private void ReportLeave(WatchContext context, ObjectState state, string? reason)
    {
        if (!Wants(RuleEvents.End)) return;
        context.Report(
            VisionEventType.ZoneLeave, rule.Name, EventPhase.End, state.Detection, state.Episode.Seconds, state.Episode.EndDetails(reason, ZoneDetail));
    }
}
