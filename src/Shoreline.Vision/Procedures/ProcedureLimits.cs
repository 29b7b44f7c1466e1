using Shoreline.Vision.Rules.Documents;

namespace Shoreline.Vision.Procedures;

/// <summary>What may be right by itself and contradicts something else in the same procedure.</summary>
internal static class ProcedureLimits
{
    public static void Check(Procedure procedure, DocumentFields fields)
    {
        var items = fields.List("steps");
        for (var i = 0; i < procedure.Steps.Count; i++) CheckStep(procedure, procedure.Steps[i], items[i], isFirst: i == 0, isLast: i == procedure.Steps.Count - 1);
        if (procedure.End is null && procedure.InAnyOrder && procedure.Steps.All(step => step.IsOptional))
        {
            fields.Fault("steps", "are all optional, so that nothing says when a run ends; write an 'end', or make one of them one that must come");
        }
    }

    private static void CheckStep(Procedure procedure, ProcedureStep step, DocumentFields item, bool isFirst, bool isLast)
    {
        if (procedure.WithinNs is { } withinNs)
        {
            var within = DurationText.ToText(withinNs);
            if (step.WithinNs >= withinNs) item.Fault("within", $"is no less than the procedure's 'within', which is {within}, and could never matter");
            var needsNs = Math.Max(step.ForNs, step.MinimumNs);
            if (!step.IsOptional && needsNs >= withinNs)
            {
                item.Fault(step.MinimumNs > 0 ? "minimum" : "for", $"is no less than the procedure's 'within', which is {within}: no run could be in time");
            }
        }
        if (procedure.InAnyOrder) return;
        if (isFirst && procedure.Start is null)
        {
            if (step.WithinNs is not null) item.Fault("within", "is a time from the start, and the first step is the start; leave it out, or write a 'start' beside 'steps'");
            if (step.IsOptional) item.Fault("optional", "does not go with the first step, which is the start of a run; write a 'start' beside 'steps'");
        }
        if (isLast && procedure.End is null && step.IsOptional) item.Fault("optional", "does not go with the last step, which is the end of a run; write an 'end' beside 'steps'");
        // In a strict order a run is over with the last of the least times that its last step comes.
        if (isLast && procedure.End is null && step.MostTimes is > 1 and < int.MaxValue && step.MostTimes > step.LeastTimes)
        {
            item.Fault("repeat", $"has a most that could never matter: the run ends when the last step has come {step.LeastTimes} times; write '{step.LeastTimes}', or an 'end' beside 'steps'");
        }
    }
}
