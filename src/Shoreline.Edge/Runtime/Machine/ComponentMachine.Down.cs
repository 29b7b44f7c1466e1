using Shoreline.Edge.Nucleus;
using Shoreline.Edge.Runtime.Steps;
using Shoreline.Greengrass.Recipes.Lifecycles;

namespace Shoreline.Edge.Runtime.Machine;

/// <summary>The states of the way down: STOPPING, ERRORED, BROKEN, FINISHED, UNINSTALLING.</summary>
internal sealed partial class ComponentMachine
{
    private async Task InStoppingAsync()
    {
        var end = await ShutDownAsync().ConfigureAwait(false);
        // A script that says no because there was nothing left to stop is the usual case, and it ran: only one that cannot be run, or does not end, is an error (4.2).
        if (end.Outcome == StepOutcome.Failed && !end.IsExitCode && !_isHurried)
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
        var end = _isHurried ? StepEnd.Done : await _version.RunAsync(StepName.Shutdown, LookForReports).ConfigureAwait(false);
        if (end.IsExitCode) RuntimeLog.StepFailed(options.Logger, board.Name, nameof(StepName.Shutdown), end.Reason);
        if (end.Code == StatusCodes.Of(StepName.Shutdown, StepFailure.Timeout)) await site.KillAsync().ConfigureAwait(false);
        await _version.StopAsync().ConfigureAwait(false);
        return end;
    }

    private async Task InErroredAsync()
    {
        if (!_isHurried)
        {
            var end = await _version.RunAsync(StepName.Recover, () => _isHurried ? Cue.Stop : Cue.None).ConfigureAwait(false);
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
        await _version.StopAsync().ConfigureAwait(false);
        if (!_isHurried && _version.Steps[StepName.Uninstall] is { } step)
        {
            var variables = new Dictionary<string, string>(step.Setenv) { ["GREENGRASS_COMPONENT_VERSION"] = _version.Record.Version };
            var end = await _version.Follower.RunAsync(step with { Setenv = variables }, _version.Record, () => Cue.None).ConfigureAwait(false);
            if (end.Outcome == StepOutcome.Failed) RuntimeLog.StepFailed(options.Logger, board.Name, nameof(StepName.Uninstall), $"{end.Code}: {end.Reason}");
            await _version.StopAsync().ConfigureAwait(false);
        }
        Enter(LifecycleState.Uninstalled);
    }
}
