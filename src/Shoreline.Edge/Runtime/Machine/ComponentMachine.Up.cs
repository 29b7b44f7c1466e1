using Shoreline.Edge.Nucleus;
using Shoreline.Edge.Runtime.Steps;
using Shoreline.Greengrass.Recipes.Lifecycles;

namespace Shoreline.Edge.Runtime.Machine;

/// <summary>The states of the way up: NEW, INSTALLED, STARTING, RUNNING.</summary>
internal sealed partial class ComponentMachine
{
    private async Task InNewAsync()
    {
        var changed = board.Changed;
        if (board.BeginInstall() is not { } record)
        {
            if (!TryLeave()) await changed.ConfigureAwait(false);
            return;
        }
        _version.Adopt(record);
        site.ForgetUser();
        await _version.StopAsync().ConfigureAwait(false);
        var end = await _version.RunAsync(StepName.Install, LookWhileInstalling).ConfigureAwait(false);
        if (end.Outcome == StepOutcome.Failed) await FailAsync(LifecycleState.New, end).ConfigureAwait(false);
        else if (end.Outcome != StepOutcome.Interrupted) Enter(LifecycleState.Installed);
    }

    private Cue LookWhileInstalling() => board.BreaksInstall ? Cue.Stop : LookForReports();

    private async Task InInstalledAsync()
    {
        var changed = board.Changed;
        if (TryLeave()) return;
        if (board.TryReinstall())
        {
            Tell(LifecycleState.Installed);
            return;
        }
        if (board.Goal == Goal.Down)
        {
            await _version.StopAsync().ConfigureAwait(false); // what the install left
            Enter(LifecycleState.Finished);
            return;
        }
        board.ForgetLostDependency();
        if (neighbours.MissingDependency(board.Record) is null && board.BeginStart() is { } record)
        {
            _version.Adopt(record);
            Tell(LifecycleState.Installed);
            return;
        }
        await changed.ConfigureAwait(false);
    }

    private async Task InStartingAsync()
    {
        await _version.StopAsync().ConfigureAwait(false);
        var cue = Look();
        if (cue == Cue.DependencyLost)
        {
            Enter(LifecycleState.Installed); // no script has begun
            return;
        }
        if (cue != Cue.None)
        {
            await OnCueAsync(cue, StepName.Startup).ConfigureAwait(false);
            return;
        }
        var (startup, end) = await _version.StartAsync(StepName.Startup).ConfigureAwait(false);
        if (startup is not null)
        {
            _version.Own(startup);
            end = await _version.Follower.FollowAsync(startup, Look).ConfigureAwait(false);
            _version.IsFollowed = end.Outcome == StepOutcome.ReportedRunning;
            if (end.Outcome == StepOutcome.Done) board.SetProcess(null); // what it left in the background is the component now
            if (end.Outcome is StepOutcome.Done or StepOutcome.ReportedRunning) Enter(LifecycleState.Running);
            else await OnStartEndedAsync(end).ConfigureAwait(false);
        }
        else if (end!.Outcome == StepOutcome.NothingDone)
        {
            await StartRunAsync().ConfigureAwait(false);
        }
        else
        {
            await FailAsync(LifecycleState.Starting, end).ConfigureAwait(false);
        }
    }

    private async Task StartRunAsync()
    {
        var (run, end) = await _version.StartAsync(StepName.Run).ConfigureAwait(false);
        if (run is not null)
        {
            _version.Own(run);
            Enter(LifecycleState.Running);
        }
        else if (end!.Outcome == StepOutcome.NothingDone)
        {
            Enter(LifecycleState.Finished);
        }
        else
        {
            await FailAsync(LifecycleState.Starting, end).ConfigureAwait(false);
        }
    }

    private async Task OnStartEndedAsync(StepEnd end)
    {
        if (end.Outcome == StepOutcome.Failed)
        {
            await FailAsync(LifecycleState.Starting, end).ConfigureAwait(false);
            return;
        }
        await OnCueAsync(end.Cue, StepName.Startup).ConfigureAwait(false);
    }

    private async Task InRunningAsync()
    {
        var process = _version.IsFollowed ? _version.Process : null;
        var run = process?.Step.Name == StepName.Run ? process : null;
        using var limit = new StepLimit(run?.Step.Timeout, options.Time);
        while (true)
        {
            var changed = board.Changed;
            var cue = Look();
            if (cue != Cue.None)
            {
                await OnCueAsync(cue, process?.Step.Name ?? StepName.Startup).ConfigureAwait(false);
                return;
            }
            if (process?.Exited.IsCompleted == true)
            {
                var end = await _version.Follower.ExitAsync(process).ConfigureAwait(false);
                board.SetProcess(null);
                if (end.Outcome == StepOutcome.Failed)
                {
                    await FailAsync(LifecycleState.Running, end).ConfigureAwait(false);
                    return;
                }
                if (run is not null)
                {
                    Stop(startsAgain: false);
                    return;
                }
                process = null;
                _version.IsFollowed = false;
            }
            if (limit.Reached.IsCompleted)
            {
                var end = _version.Follower.TimedOut(run!.Step);
                await _version.StopAsync().ConfigureAwait(false);
                await FailAsync(LifecycleState.Running, end).ConfigureAwait(false);
                return;
            }
            await Task.WhenAny(process?.Exited ?? changed, limit.Reached, changed).ConfigureAwait(false);
        }
    }

    private async Task OnCueAsync(Cue cue, StepName step)
    {
        if (cue == Cue.ReportedErrored)
        {
            await FailAsync(board.State, StepEnd.Failed(step, StepFailure.Error, $"{board.Name} reported ERRORED.")).ConfigureAwait(false);
        }
        else if (cue == Cue.ReportedRunning)
        {
            Enter(LifecycleState.Running);
        }
        else
        {
            Stop(startsAgain: cue == Cue.DependencyLost);
        }
    }

    private void Stop(bool startsAgain)
    {
        _startsAgain = startsAgain;
        Enter(LifecycleState.Stopping);
    }
}
