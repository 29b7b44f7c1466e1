using Shoreline.Vision.Rules.Conditions;

namespace Shoreline.Vision.Rules.Watches;

/// <summary>A rule that follows each object: walks through the tracks, keeps what is remembered of each, and notices who has gone.</summary>
internal abstract class ObjectWatch(RuleBasics basics) : Watch
{
    private readonly ObjectState?[] _states = new ObjectState?[Scene.MostTracks];

    protected RuleBasics Basics => basics;

    public override bool IsActive
    {
        get
        {
            foreach (var state in _states)
            {
                if (state is { Episode: { IsOn: true, IsSilent: false } }) return true;
            }
            return false;
        }
    }

    public override void Look(WatchContext context) // hot: per frame
    {
        foreach (var track in context.Scene.Tracks)
        {
            if (_states[track.Slot] is not { } state) _states[track.Slot] = state = CreateState();
            if (track.IsNew) state.Clear();
            if (track.IsSeen && basics.Filter.Takes(track.Detection)) Take(context, state, context.Scene.Frame.At(track.Index));
            else Miss(context, state);
        }
        if (!context.IsTracked) LookAtUntracked(context);
    }

    public override void Stop(WatchContext context, string reason)
    {
        foreach (var state in _states)
        {
            if (state is null) continue;
            Lose(context, state, reason);
            state.Clear();
        }
    }

    protected virtual ConditionMemory? CreateMemory() => null;

    protected ObjectState CreateState() => new(basics, CreateMemory());

    /// <summary>The object is seen in this frame.</summary>
    protected abstract void See(WatchContext context, ObjectState state, in ObjectView view);

    /// <summary>The object has gone: what is under way ends.</summary>
    protected abstract void Lose(WatchContext context, ObjectState state, string reason);

    /// <summary>Nothing tracks: what can be said all the same.</summary>
    protected abstract void LookAtUntracked(WatchContext context);

    protected void Take(WatchContext context, ObjectState state, in ObjectView view)
    {
        if (state.IsGone) state.Return();
        state.See(view.Detection, context.NowNs);
        See(context, state, view);
    }

    protected void Miss(WatchContext context, ObjectState state)
    {
        if (!context.Scene.IsQuiet && state.Miss(context.NowNs)) Lose(context, state, "gone");
    }

    protected bool Wants(RuleEvents which) => (basics.Emit & which) != 0;
}
