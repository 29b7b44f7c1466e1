using Shoreline.Core.Records;
using Shoreline.Vision.Rules.Conditions;

namespace Shoreline.Vision.Rules.Watches;

/// <summary>Whether a condition is fulfilled, for each object. Without tracks: for the one with the best score.</summary>
internal sealed class ConditionWatch(ConditionRule rule) : ObjectWatch(rule.Basics)
{
    private readonly ObjectState _untracked = new(rule.Basics, rule.Condition.CreateMemory());

    public override bool IsActive => _untracked.Episode is { IsOn: true, IsSilent: false } || base.IsActive;

    public override void Look(WatchContext context) // hot: per frame
    {
        base.Look(context);
        if (context.IsTracked) Miss(context, _untracked);
    }

    public override void Stop(WatchContext context, string reason)
    {
        base.Stop(context, reason);
        Lose(context, _untracked, reason);
        _untracked.Clear();
    }

    protected override ConditionMemory CreateMemory() => rule.Condition.CreateMemory();

    protected override void See(WatchContext context, ObjectState state, in ObjectView view)
    {
        if (state.Episode.Update(rule.Condition.Evaluate(view, state.Memory!), context.NowNs) is { } phase) Report(context, state, phase, null);
    }

    protected override void Lose(WatchContext context, ObjectState state, string reason)
    {
        if (state.Episode.End() is { } phase) Report(context, state, phase, reason);
    }

    protected override void LookAtUntracked(WatchContext context)
    {
        var best = Basics.Filter.BestIn(context.Scene.Frame);
        if (best >= 0) Take(context, _untracked, context.Scene.Frame.At(best));
        else Miss(context, _untracked);
    }

    private void Report(WatchContext context, ObjectState state, EventPhase phase, string? reason)
    {
        var episode = state.Episode;
        if (phase == EventPhase.Begin)
        {
            if (!Wants(RuleEvents.Begin)) return;
            episode.BeginId = context.Report(rule.IsPose ? VisionEventType.PoseBegin : VisionEventType.RuleBegin, rule.Name, phase, state.Detection, episode.Times).Id;
        }
        else if (Wants(RuleEvents.End))
        {
            context.Report(
                rule.IsPose ? VisionEventType.PoseEnd : VisionEventType.RuleEnd, rule.Name, phase, state.Detection, episode.Times,
                episode.EndDetails(reason, new EventDetail("seconds", episode.Seconds)));
        }
    }
}
