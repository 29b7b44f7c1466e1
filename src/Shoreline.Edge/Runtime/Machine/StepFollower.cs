using System.Globalization;
using Shoreline.Edge.Nucleus;
using Shoreline.Edge.Runtime.Logs;
using Shoreline.Edge.Runtime.Steps;
using Shoreline.Greengrass.Recipes.Lifecycles;

namespace Shoreline.Edge.Runtime.Machine;

/// <summary>Starts steps of one component and waits for what comes first: their end, their limit, a report or another wish.</summary>
internal sealed class StepFollower(ComponentBoard board, ComponentSite site, ComponentRuntimeOptions options)
{
    private string State => LifecycleText.Of(board.State);

    /// <summary>Starts a step.</summary>
    /// <returns>The process, or why there is none.</returns>
    public async Task<(StepProcess? Process, StepEnd? End)> StartAsync(LifecycleStep? step, ComponentRecord record)
    {
        if (step is null || step.IsBlank) return (null, StepEnd.NothingDone);
        try
        {
            var process = await site.StartAsync(step, record, () => State).ConfigureAwait(false);
            return process is null ? (null, StepEnd.NothingDone) : (process, null);
        }
        catch (StepException e)
        {
            return (null, Fail(step, e.Fault, e.Message));
        }
    }

    /// <summary>Runs a step to its end; past its limit, or interrupted, its processes are ended.</summary>
    /// <param name="isUnwanted">Whether the step is of no use any more.</param>
    public async Task<StepEnd> RunAsync(LifecycleStep? step, ComponentRecord record, Func<Cue> isUnwanted)
    {
        var (process, end) = await StartAsync(step, record).ConfigureAwait(false);
        if (process is null) return end!;
        await using (process.ConfigureAwait(false))
        {
            end = await FollowAsync(process, isUnwanted).ConfigureAwait(false);
            if (end.Outcome == StepOutcome.Interrupted || !process.Exited.IsCompleted) await site.StopAsync().ConfigureAwait(false);
            return end;
        }
    }

    /// <summary>Waits for what comes first. The process may go on.</summary>
    public async Task<StepEnd> FollowAsync(StepProcess process, Func<Cue> look)
    {
        using var limit = new StepLimit(process.Step.Timeout, options.Time);
        while (true)
        {
            var changed = board.Changed; // before looking: what comes after it wakes us
            switch (look())
            {
                case Cue.None: break;
                case Cue.ReportedRunning: return StepEnd.ReportedRunning;
                case Cue.ReportedErrored: return Fail(process.Step, StepFailure.Error, $"{board.Name} reported ERRORED in its {process.Step.Name} step.");
                case var cue: return StepEnd.Interrupted(cue);
            }
            if (process.Exited.IsCompleted) return await ExitAsync(process).ConfigureAwait(false);
            if (limit.Reached.IsCompleted) return TimedOut(process.Step);
            await Task.WhenAny(process.Exited, limit.Reached, changed).ConfigureAwait(false);
        }
    }

    /// <summary>What a process that has ended came to.</summary>
    public async Task<StepEnd> ExitAsync(StepProcess process)
    {
        var code = await process.Exited.ConfigureAwait(false);
        var step = process.Step;
        site.Log.Step(
            LogLevelName.Info, "", $"{step.Name} script exited", StepKeys.Of(board.Record.Lifecycle, step.Name), State,
            ("exitCode", code.ToString(CultureInfo.InvariantCulture)));
        if (code == 0) return StepEnd.Done;
        return Fail(step, StepFailure.Error, $"The {step.Name} script of {board.Name} ended with exit code {code}") with { IsExitCode = true };
    }

    public StepEnd TimedOut(LifecycleStep step) =>
        Fail(step, StepFailure.Timeout, $"The {step.Name} script of {board.Name} did not end within {step.Timeout!.Value.TotalSeconds:N0} s.");

    private StepEnd Fail(LifecycleStep step, StepFailure fault, string reason)
    {
        site.Log.Step(LogLevelName.Warn, "shell-runner-error", reason, StepKeys.Of(board.Record.Lifecycle, step.Name), State);
        return StepEnd.Failed(step.Name, fault, reason);
    }
}
