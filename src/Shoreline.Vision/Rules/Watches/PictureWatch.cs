using Shoreline.Core.Records;
using Shoreline.Vision.Rules.Conditions;

namespace Shoreline.Vision.Rules.Watches;

/// <summary>Whether a condition is fulfilled by any object, or by the picture as a whole.</summary>
internal sealed class PictureWatch(ConditionRule rule) : ObjectWatch(rule.Basics)
{
    private readonly Episode _episode = new(rule.Basics);
    private readonly ObjectState _alone = new(rule.Basics, rule.Condition.CreateMemory()); // nobody, or the object with the best score
    private Verdict _any;

    public override bool IsActive => _episode is { IsOn: true, IsSilent: false };

    public override void Look(WatchContext context) // hot: per frame
    {
        _any = Verdict.No;
        if (rule.Condition.NeedsObject) base.Look(context);
        else _any = rule.Condition.Evaluate(context.Scene.Frame.Nobody, _alone.Memory!);
        if (_episode.Update(_any, context.NowNs) is { } phase) Report(context, phase, null);
    }

    public override void Stop(WatchContext context, string reason)
    {
        base.Stop(context, reason);
        _alone.Clear();
        if (_episode.End() is { } phase) Report(context, phase, reason);
    }

    protected override ConditionMemory CreateMemory() => rule.Condition.CreateMemory();

    protected override void See(WatchContext context, ObjectState state, in ObjectView view)
    {
        var verdict = rule.Condition.Evaluate(view, state.Memory!);
        if (verdict > _any) _any = verdict;
    }

    protected override void Lose(WatchContext context, ObjectState state, string reason)
    {
    }

    protected override void LookAtUntracked(WatchContext context)
    {
        var best = Basics.Filter.BestIn(context.Scene.Frame);
        if (best >= 0) Take(context, _alone, context.Scene.Frame.At(best));
    }

    private void Report(WatchContext context, EventPhase phase, string? reason)
    {
        if (!Wants(phase == EventPhase.Begin ? RuleEvents.Begin : RuleEvents.End)) return;
        if (phase == EventPhase.Begin) _episode.BeginId = context.Report(VisionEventType.RuleBegin, rule.Name, phase, _episode.Times).Id;
        else context.Report(VisionEventType.RuleEnd, rule.Name, phase, _episode.Times, _episode.EndDetails(reason, new EventDetail("seconds", _episode.Seconds)));
    }
}
