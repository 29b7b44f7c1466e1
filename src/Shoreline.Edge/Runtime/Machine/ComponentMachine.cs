using Shoreline.Edge.Nucleus;
using Shoreline.Edge.Runtime.Logs;
using Shoreline.Edge.Runtime.Steps;

namespace Shoreline.Edge.Runtime.Machine;

/// <summary>
/// Takes one component through its states (greengrass-components, section 4): one loop, which alone enters states and starts processes.
/// </summary>
/// <remarks>One method for each state, in two parts: the way up and the way down. What they share is here.</remarks>
internal sealed partial class ComponentMachine(
    ComponentBoard board, ComponentSite site, IComponentNeighbours neighbours, ComponentRuntimeOptions options)
{
    private readonly StartedVersion _version = new(board, site, options);
    private readonly ErrorCounts _errors = new(options.Time);
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
        await _version.StopAsync().ConfigureAwait(false); // what an install left, say
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
        if (_errors.Add(from, _version.Steps.ErrorReset))
        {
            _mustShutDown = from != LifecycleState.New;
            Enter(LifecycleState.Broken, end.Code, end.Reason);
            if (!_mustShutDown) await _version.StopAsync().ConfigureAwait(false);
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
