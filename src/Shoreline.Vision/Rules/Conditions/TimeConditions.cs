namespace Shoreline.Vision.Rules.Conditions;

/// <summary>The part has held for so long.</summary>
internal sealed class ForCondition(Condition part, long forNs, int slot) : Condition
{
    internal override bool NeedsObject => part.NeedsObject;

    internal override Verdict Evaluate(in ObjectView view, ConditionMemory memory)
    {
        var verdict = part.Evaluate(view, memory);
        var now = view.Frame.NowNs;
        ref var state = ref memory[slot];
        switch (verdict)
        {
            case Verdict.Yes when !state.IsOn:
                (state.IsOn, state.AtNs) = (true, now);
                break;
            case Verdict.No:
                state.IsOn = false;
                break;
        }
        if (!state.IsOn) return Verdict.No; // what does not hold, or is not known to, has not held for long
        return verdict == Verdict.Unknown ? Verdict.Unknown : now - state.AtNs >= forNs ? Verdict.Yes : Verdict.No;
    }
}

/// <summary>The part held at some time in the last so long.</summary>
internal sealed class AfterCondition(Condition part, long withinNs, int slot) : Condition
{
    internal override bool NeedsObject => part.NeedsObject;

    internal override Verdict Evaluate(in ObjectView view, ConditionMemory memory)
    {
        var verdict = part.Evaluate(view, memory);
        var now = view.Frame.NowNs;
        ref var state = ref memory[slot];
        if (verdict == Verdict.Yes) (state.IsOn, state.AtNs) = (true, now);
        return state.IsOn && now - state.AtNs <= withinNs ? Verdict.Yes : verdict;
    }
}

/// <summary>The parts held one after the other, and the last one still does.</summary>
internal sealed class SequenceCondition(Condition[] parts, long withinNs, int slot) : Condition
{
    internal override bool NeedsObject => parts.Any(part => part.NeedsObject);

    internal override Verdict Evaluate(in ObjectView view, ConditionMemory memory)
    {
        var now = view.Frame.NowNs;
        var reached = memory[slot].Step; // parts use slots of their own, but in the same array
        if (reached > 0 && reached < parts.Length && now - memory[slot].AtNs > withinNs) reached = 0;
        var (held, next, first) = (Verdict.No, Verdict.No, Verdict.No);
        for (var i = 0; i < parts.Length; i++)
        {
            var verdict = parts[i].Evaluate(view, memory);
            if (i == 0) first = verdict;
            if (i == reached - 1) held = verdict;
            if (i == reached) next = verdict;
        }
        if (reached == parts.Length && held == Verdict.No) (reached, next) = (0, first); // over; it may begin again at once
        ref var state = ref memory[slot];
        if (held == Verdict.Yes) state.AtNs = now;
        if (reached < parts.Length && next == Verdict.Yes)
        {
            (reached, held) = (reached + 1, Verdict.Yes);
            state.AtNs = now;
        }
        state.Step = reached;
        return reached == parts.Length ? held : Verdict.No;
    }
}
