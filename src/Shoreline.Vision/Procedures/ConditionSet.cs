using Shoreline.Vision.Rules.Conditions;

namespace Shoreline.Vision.Procedures;

/// <summary>What all conditions of a procedure remember of one object: those of the steps, of the start and of the end, in this order.</summary>
internal sealed class ConditionSet
{
    private readonly ConditionTree[] _trees;
    private readonly ConditionMemory[] _memories;

    public ConditionSet(Procedure procedure)
    {
        _trees = [.. TreesOf(procedure)];
        _memories = [.. _trees.Select(tree => tree.CreateMemory())];
    }

    /// <summary>How many conditions a procedure has.</summary>
    public static int CountOf(Procedure procedure) => TreesOf(procedure).Count();

    /// <summary>Judges an object.</summary>
    /// <param name="verdicts">Of several objects the best verdict stays; begins with <see cref="Verdict.No"/>.</param>
    /// <param name="aboutObjects">Only conditions that speak of an object, or only those that do not; null for all.</param>
    public void Judge(in ObjectView view, Span<Verdict> verdicts, bool? aboutObjects = null) // hot: per object
    {
        for (var i = 0; i < _trees.Length; i++)
        {
            if (aboutObjects is { } wanted && _trees[i].NeedsObject != wanted) continue;
            var verdict = _trees[i].Evaluate(view, _memories[i]);
            if (verdict > verdicts[i]) verdicts[i] = verdict;
        }
    }

    public void Clear()
    {
        foreach (var memory in _memories) memory.Clear();
    }

    private static IEnumerable<ConditionTree> TreesOf(Procedure procedure)
    {
        foreach (var step in procedure.Steps) yield return step.When;
        if (procedure.Start is { } start) yield return start;
        if (procedure.End is { } end) yield return end;
    }
}
