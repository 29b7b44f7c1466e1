using Shoreline.Edge.Nucleus;
using Shoreline.Edge.Runtime.Logs;
using Shoreline.Edge.Runtime.Steps;
using Shoreline.Greengrass.Recipes.Lifecycles;

namespace Shoreline.Edge.Runtime.Machine;

/// <summary>
/// Takes one component through its states (greengrass-components, section 4): one loop, which alone enters states and starts processes.
/// </summary>
/// <remarks>The states read best in one place, one method each.</remarks>
internal sealed class ComponentMachine(
    ComponentBoard board, ComponentSite site, IComponentNeighbours neighbours, ComponentRuntimeOptions options)
{
    private readonly StepFollower _follower = new(board, site, options);
    private readonly ErrorCounts _errors = new(options.Time);
    private StepProcess? _process; // of Startup or Run, in this start
    private bool _isFollowed; // its end still means something
    private ComponentRecord _started = board.Record; // the one whose scripts shut it down, whatever was deployed since
    private LifecycleSteps _steps = LifecycleSteps.Read(board.Record.Lifecycle);
    private LifecycleState _errorFrom; // while ERRORED
    private bool _startsAgain; // while STOPPING
    private bool _mustShutDown; // while BROKEN
    private bool _isOver;
    private volatile bool _isHurried;

    /// <summary>The runtime cannot wait any longer: nothing more is run on the way to the end.</summary>
    public void Hurry()
    {
        _isHurried = true;
        board.Poke();
    }

    /// <summary>Until it is forgotten, or the runtime ends.</summary>
    public async Task LiveAsync()
    {
        while (!_isOver)
        {
            try
            {
                await StepAsync().ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // One component must not take the others along, nor go round in a circle.
                RuntimeLog.MachineBroke(options.Logger, e, board.Name);
                var changed = board.Changed;
                if (board.State != LifecycleState.Broken) Enter(LifecycleState.Broken, reason: $"The runtime failed: {e.Message}");
                else if (board.Goal is Goal.Closed or Goal.Gone) _isOver = true;
                else await changed.ConfigureAwait(false);
            }
        }
        await StopProcessesAsync().ConfigureAwait(false); // what an install left, say
        board.End();
    }

    private Task StepAsync() => board.State switch
    {
        LifecycleState.New => InNewAsync(),
        LifecycleState.Installed => InInstalledAsync(),
        LifecycleState.Starting => InStartingAsync(),
        LifecycleState.Running => InRunningAsync(),
        LifecycleState.Stopping => InStoppingAsync(),
        LifecycleState.Errored => InErroredAsync(),
        LifecycleState.Broken => InBrokenAsync(),
        LifecycleState.Finished => InFinishedAsync(),
        LifecycleState.Uninstalling => InUninstallingAsync(),
        _ => EndAsync(),
    };

    private async Task InNewAsync()
    {
        var changed = board.Changed;
        if (board.BeginInstall() is not { } record)
        {
            if (!TryLeave()) await changed.ConfigureAwait(false);
            return;
        }
        Adopt(record);
        site.ForgetUser();
        await StopProcessesAsync().ConfigureAwait(false);
        var end = await _follower.RunAsync(_steps[StepName.Install], record, LookWhileInstalling).ConfigureAwait(false);
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
            await StopProcessesAsync().ConfigureAwait(false); // what the install left
            Enter(LifecycleState.Finished);
            return;
        }
        board.ForgetLostDependency();
        if (neighbours.MissingDependency(board.Record) is null && board.BeginStart() is { } record)
        {
            Adopt(record);
            Tell(LifecycleState.Installed);
            return;
        }
        await changed.ConfigureAwait(false);
    }

    private async Task InStartingAsync()
    {
        await StopProcessesAsync().ConfigureAwait(false);
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
        var (startup, end) = await _follower.StartAsync(_steps[StepName.Startup], _started).ConfigureAwait(false);
        if (startup is not null)
        {
            Own(startup);
            end = await _follower.FollowAsync(startup, Look).ConfigureAwait(false);
            _isFollowed = end.Outcome == StepOutcome.ReportedRunning;
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
        var (run, end) = await _follower.StartAsync(_steps[StepName.Run], _started).ConfigureAwait(false);
        if (run is not null)
        {
            Own(run);
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
        var process = _isFollowed ? _process : null;
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
                var end = await _follower.ExitAsync(process).ConfigureAwait(false);
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
                _isFollowed = false;
            }
            if (limit.Reached.IsCompleted)
            {
                var end = _follower.TimedOut(run!.Step);
                await StopProcessesAsync().ConfigureAwait(false);
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

    private async Task InStoppingAsync()
    {
        var end = await ShutDownAsync().ConfigureAwait(false);
        if (end.Outcome == StepOutcome.Failed && !_isHurried)
        {
            _errorFrom = LifecycleState.Stopping;
            Enter(LifecycleState.Errored, end.Code, end.Reason);
            return;
        }
        EnterAfterStop();
    }

    /// <summary>The script, and then the end of all processes.</summary>
    private async Task<StepEnd> ShutDownAsync()
    {
        site.Thaw();
        var end = _isHurried ? StepEnd.Done : await _follower.RunAsync(_steps[StepName.Shutdown], _started, LookForReports).ConfigureAwait(false);
        // A script that fails because there was nothing left to stop is the usual case; only one that cannot be run, or does not end, is an
        // error.
        if (end.Code == StatusCodes.Of(StepName.Shutdown, StepFailure.Timeout)) await site.KillAsync().ConfigureAwait(false);
        await StopProcessesAsync().ConfigureAwait(false);
        return end;
    }

    private async Task InErroredAsync()
    {
        if (!_isHurried)
        {
            var end = await _follower.RunAsync(_steps[StepName.Recover], _started, () => _isHurried ? Cue.Stop : Cue.None).ConfigureAwait(false);
            if (end.Outcome == StepOutcome.Failed) RuntimeLog.StepFailed(options.Logger, board.Name, nameof(StepName.Recover), end.Reason);
        }
        switch (_errorFrom)
        {
            case LifecycleState.New:
                Enter(LifecycleState.New);
                break;
            case LifecycleState.Stopping:
                EnterAfterStop();
                break;
            default:
                _startsAgain = true;
                Enter(LifecycleState.Stopping, isAfterError: true);
                break;
        }
    }

    private async Task InBrokenAsync()
    {
        if (_mustShutDown)
        {
            _mustShutDown = false;
            await ShutDownAsync().ConfigureAwait(false);
        }
        var changed = board.Changed;
        if (board.TryLeaveBroken())
        {
            _errors.Clear();
            Tell(LifecycleState.Broken);
        }
        else if (!TryLeave())
        {
            await changed.ConfigureAwait(false);
        }
    }

    private async Task InFinishedAsync()
    {
        var changed = board.Changed;
        if (board.EnterAfterFinish() is not null) Tell(LifecycleState.Finished);
        else if (!TryLeave()) await changed.ConfigureAwait(false);
    }

    private async Task InUninstallingAsync()
    {
        await StopProcessesAsync().ConfigureAwait(false);
        if (!_isHurried && _steps[StepName.Uninstall] is { } step)
        {
            var variables = new Dictionary<string, string>(step.Setenv) { ["GREENGRASS_COMPONENT_VERSION"] = _started.Version };
            var end = await _follower.RunAsync(step with { Setenv = variables }, _started, () => Cue.None).ConfigureAwait(false);
            if (end.Outcome == StepOutcome.Failed) RuntimeLog.StepFailed(options.Logger, board.Name, nameof(StepName.Uninstall), $"{end.Code}: {end.Reason}");
            await StopProcessesAsync().ConfigureAwait(false);
        }
        Enter(LifecycleState.Uninstalled);
    }

    private Task EndAsync()
    {
        _isOver = true;
        return Task.CompletedTask;
    }

    /// <summary>Out of a state in which nothing runs.</summary>
    private bool TryLeave()
    {
        switch (board.Goal)
        {
            case Goal.Closed:
                _isOver = true;
                return true;
            case Goal.Gone:
                Enter(LifecycleState.Uninstalling);
                return true;
            default:
                return false;
        }
    }

    private async Task FailAsync(LifecycleState from, StepEnd end)
    {
        if (_errors.Add(from, _steps.ErrorReset))
        {
            _mustShutDown = from != LifecycleState.New;
            Enter(LifecycleState.Broken, end.Code, end.Reason);
            if (!_mustShutDown) await StopProcessesAsync().ConfigureAwait(false);
            return;
        }
        _errorFrom = from;
        Enter(LifecycleState.Errored, end.Code, end.Reason);
    }

    private Cue Look()
    {
        var mayEnd = _isHurried || neighbours.MayEnd(board.Name);
        while (true)
        {
            var cue = board.Next(mayEnd, out var ignored);
            if (ignored is not { } report) return cue;
            Ignore(report); // and look again: what lies behind it wakes nobody
        }
    }

    private Cue LookForReports()
    {
        var cue = Look();
        return cue == Cue.ReportedErrored ? cue : Cue.None;
    }

    private void Ignore(LifecycleState report)
    {
        var state = LifecycleText.Of(board.State);
        RuntimeLog.ReportIgnored(options.Logger, board.Name, LifecycleText.Of(report), state);
        site.Log.Note(LogLevelName.Warn, $"A report of {LifecycleText.Of(report)} does not fit the state and is ignored", state);
    }

    private void Adopt(ComponentRecord record)
    {
        _started = record;
        _steps = LifecycleSteps.Read(record.Lifecycle);
    }

    private void Own(StepProcess process)
    {
        (_process, _isFollowed) = (process, true);
        board.SetProcess(process.Id);
    }

    private async Task StopProcessesAsync()
    {
        await site.StopAsync().ConfigureAwait(false);
        if (_process is not null) await _process.DisposeAsync().ConfigureAwait(false);
        (_process, _isFollowed) = (null, false);
        board.SetProcess(null);
    }

    private void EnterAfterStop()
    {
        var previous = board.State;
        board.EnterAfterStop(_startsAgain);
        _startsAgain = false;
        Tell(previous);
    }

    private void Enter(LifecycleState state, string code = StatusCodes.None, string reason = "", bool isAfterError = false)
    {
        var previous = board.Enter(state, code, reason, isAfterError);
        // Whatever is no error ends a row of errors in the state that is left (4.4).
        if (state is not (LifecycleState.Errored or LifecycleState.Broken)) _errors.Clear(previous);
        Tell(previous);
    }

    private void Tell(LifecycleState previous) => neighbours.Entered(board, previous);
}
