using Shoreline.Edge.Runtime.Steps;
using Shoreline.Greengrass.Recipes.Lifecycles;

namespace Shoreline.Edge.Runtime.Machine;

internal enum StepOutcome
{
    /// <summary>There is no such step, or it was skipped.</summary>
    NothingDone,

    /// <summary>Ended with exit code 0.</summary>
    Done,

    /// <summary>The component reported RUNNING, and the process goes on.</summary>
    ReportedRunning,
    Failed,

    /// <summary>Something else is wanted now; the process may go on.</summary>
    Interrupted,
}

/// <summary>How a step ended.</summary>
/// <param name="Cue">What interrupted it.</param>
/// <param name="Code">Of a failure; so the reason.</param>
internal sealed record StepEnd(StepOutcome Outcome, Cue Cue = Cue.None, string Code = StatusCodes.None, string Reason = "")
{
    /// <summary>The script ran to its end, with another exit code than 0.</summary>
    public bool IsExitCode { get; init; }

    public static StepEnd NothingDone { get; } = new(StepOutcome.NothingDone);

    public static StepEnd Done { get; } = new(StepOutcome.Done);

    public static StepEnd ReportedRunning { get; } = new(StepOutcome.ReportedRunning);

    public static StepEnd Interrupted(Cue cue) => new(StepOutcome.Interrupted, cue);

    public static StepEnd Failed(StepName step, StepFailure fault, string reason) => new(StepOutcome.Failed, Cue.None, StatusCodes.Of(step, fault), reason);
}
