using Shoreline.Core.Records;
using Shoreline.Vision.Rules;

namespace Shoreline.Vision.Procedures;

/// <summary>Makes events of what goes on in the runs of one worker, and the record of each run at its end.</summary>
internal sealed class RunTeller(Procedure procedure, ProcedureContext context) : IRunTeller
{
    private const double SecondNs = 1e9;

    private string _runId = "";
    private string? _beginId;

    /// <summary>The worker as it was seen last; null where it is no object.</summary>
    public Detection? About { get; set; }

    public void Began()
    {
        (_runId, _beginId) = (context.Source.CreateRunId(), null);
        if (Wants(ProcedureEvents.Start)) _beginId = Report(VisionEventType.ProcedureStarted, EventPhase.Begin, null, []).Id;
    }

    public void StepCame(int step, int times, int passed, long sinceLastNs)
    {
        if (!Wants(ProcedureEvents.Step)) return;
        var details = StepDetails(step);
        if (times > 1) details.Add(new EventDetail("times", times));
        if (passed >= 0) details.Add(new EventDetail("passes", NameOf(passed)));
        Report(VisionEventType.ProcedureStep, null, sinceLastNs / SecondNs, details);
    }

    public void Violated(in Violation violation)
    {
        if (!Wants(ProcedureEvents.Violation)) return;
        List<EventDetail> details = [new EventDetail("what", Violation.NameOf(violation.Kind))];
        if (violation.Step >= 0) details.AddRange(StepDetails(violation.Step));
        if (violation.LimitNs is { } limit) details.Add(new EventDetail("limit", limit / SecondNs));
        if (violation.Times is { } times) details.Add(new EventDetail("times", times));
        if (violation.Other is { } other) details.Add(new EventDetail("after", NameOf(other)));
        Report(VisionEventType.ProcedureViolation, null, violation.TookNs / SecondNs, details);
    }

    public void Ended(Run run, ReadOnlySpan<Spell> spells, RunOutcome outcome, string? reason, long endNs)
    {
        var seconds = (endNs - run.StartNs) / SecondNs;
        List<EventDetail> details = [new EventDetail("outcome", outcome.ToText()), new EventDetail("violations", run.Violations.Count)];
        if (_beginId is not null) details.Add(new EventDetail("begin", _beginId));
        if (reason is not null) details.Add(new EventDetail("reason", reason));
        var ended = Report(VisionEventType.ProcedureCompleted, EventPhase.End, seconds, details);
        context.Events[^1] = ended with { Run = Summary(ended, run, spells, outcome, reason, endNs) };
    }

    private ProcedureRunContent Summary(VisionEvent ended, Run run, ReadOnlySpan<Spell> spells, RunOutcome outcome, string? reason, long endNs)
    {
        var steps = new ProcedureRunStep[run.Steps.Count];
        for (var i = 0; i < steps.Length; i++)
        {
            var (progress, spell) = (run.Steps[i], spells[i]);
            var (until, total) = progress.IsGoing ? (spell.HeldUntilNs, progress.TotalNs + spell.ShortestNs) : (progress.UntilNs, progress.TotalNs);
            steps[i] = progress.Count == 0
                ? new ProcedureRunStep(NameOf(i), 0, 0, 0, 0)
                : new ProcedureRunStep(NameOf(i), progress.Count, context.ToClock(progress.SinceNs), context.ToClock(until), total / SecondNs);
        }
        return new ProcedureRunContent
        {
            Device = ended.Device,
            Camera = ended.Frame.Camera,
            Run = _runId,
            Procedure = procedure.Name,
            Track = ended.Track,
            Label = ended.Label,
            StartNs = context.ToClock(run.StartNs),
            EndNs = context.ToClock(endNs),
            Outcome = outcome.ToText(),
            Reason = reason,
            Steps = steps,
            Violations =
            [
                .. run.Violations.Select(violation => new ProcedureRunViolation(Violation.NameOf(violation.Kind), context.ToClock(violation.AtNs))
                {
                    Step = violation.Step < 0 ? null : NameOf(violation.Step),
                    Seconds = violation.TookNs / SecondNs,
                    Limit = violation.LimitNs / SecondNs,
                }),
            ],
        };
    }

    private List<EventDetail> StepDetails(int step) => [new EventDetail("step", NameOf(step)), new EventDetail("number", step + 1)];

    private string NameOf(int step) => procedure.Steps[step].Name;

    private bool Wants(ProcedureEvents which) => (procedure.Emit & which) != 0;

    private VisionEvent Report(VisionEventType type, EventPhase? phase, double? value, List<EventDetail> details)
    {
        details.Insert(0, new EventDetail("run", _runId));
        var made = context.Source.Create(type, procedure.Name, phase) with
        {
            Track = About?.Track ?? 0,
            Label = About?.Label,
            Score = About?.Score,
            Box = About?.Box,
            Value = value,
            Details = details,
        };
        context.Events.Add(made);
        return made;
    }
}
