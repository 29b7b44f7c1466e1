namespace Shoreline.Vision.Rules.Conditions;

/// <summary>All parts hold.</summary>
internal sealed class AllCondition(Condition[] parts) : Condition
{
    internal override bool NeedsObject => parts.Any(part => part.NeedsObject);

    internal override Verdict Evaluate(in ObjectView view, ConditionMemory memory)
    {
        var least = Verdict.Yes;
        foreach (var part in parts) // each of them, whatever the others say: they count time
        {
            var verdict = part.Evaluate(view, memory);
            if (verdict < least) least = verdict;
        }
        return least;
    }
}

/// <summary>At least one part holds.</summary>
internal sealed class AnyCondition(Condition[] parts) : Condition
{
    internal override bool NeedsObject => parts.Any(part => part.NeedsObject);

    internal override Verdict Evaluate(in ObjectView view, ConditionMemory memory)
    {
        var greatest = Verdict.No;
        foreach (var part in parts)
        {
            var verdict = part.Evaluate(view, memory);
            if (verdict > greatest) greatest = verdict;
        }
        return greatest;
    }
}

/// <summary>The part does not hold.</summary>
internal sealed class NotCondition(Condition part) : Condition
{
    internal override bool NeedsObject => part.NeedsObject;

    internal override Verdict Evaluate(in ObjectView view, ConditionMemory memory) => Verdict.Yes - (int)part.Evaluate(view, memory);
}
