using Shoreline.Edge.Nucleus;
using Shoreline.Edge.Runtime.Steps;

namespace Shoreline.Edge.Runtime.Machine;

/// <summary>What is for the machine alone: it takes up what is wanted, and enters states.</summary>
internal sealed partial class ComponentBoard
{
    public void SetProcess(int? id)
    {
        lock (_lock) _processId = id;
    }

    public void End()
    {
        lock (_lock)
        {
            _isOver = true;
            Wake();
        }
    }

    /// <summary>Before the dependencies are looked at: what is lost after it counts.</summary>
    public void ForgetLostDependency()
    {
        lock (_lock) _isDependencyLost = false;
    }

    /// <summary>From NEW: what is wanted up to now is fulfilled by installing the record as it is now.</summary>
    /// <returns>Null where it is not to start.</returns>
    public ComponentRecord? BeginInstall()
    {
        lock (_lock)
        {
            if (_goal != Goal.Up) return null;
            _redo = Redo.None;
            _reports.Clear();
            return _record;
        }
    }

    /// <summary>From INSTALLED to STARTING, unless something came up meanwhile.</summary>
    public ComponentRecord? BeginStart()
    {
        lock (_lock)
        {
            if (_goal != Goal.Up || _redo == Redo.Reinstall || _isDependencyLost) return null;
            _redo = Redo.None;
            _starts++;
            Set(LifecycleState.Starting);
            return _record;
        }
    }

    /// <summary>Enters a state. Reports of before mean nothing in it, but for those that a component makes while it comes up.</summary>
    public LifecycleState Enter(LifecycleState state, string code = StatusCodes.None, string reason = "", bool isAfterError = false)
    {
        lock (_lock)
        {
            var previous = _state;
            (_code, _reason, _isAfterError) = (code, reason, isAfterError);
            Set(state);
            return previous;
        }
    }

    /// <summary>From STOPPING, or from ERRORED in its place, to what is wanted.</summary>
    /// <param name="startsAgain">It stopped for an error or a dependency.</param>
    public LifecycleState EnterAfterStop(bool startsAgain)
    {
        lock (_lock)
        {
            (_code, _reason, _isAfterError) = (StatusCodes.None, "", false);
            var next = _goal switch
            {
                Goal.Gone => LifecycleState.Uninstalling,
                Goal.Closed or Goal.Down => LifecycleState.Finished,
                _ when _redo == Redo.Reinstall => LifecycleState.New,
                _ when _redo != Redo.None || startsAgain => LifecycleState.Installed,
                _ => LifecycleState.Finished,
            };
            Set(next);
            if (next == LifecycleState.Installed) _redo = Redo.None;
            return next;
        }
    }

    /// <summary>From FINISHED, where a start is wanted.</summary>
    public LifecycleState? EnterAfterFinish()
    {
        lock (_lock)
        {
            if (_goal != Goal.Up || _redo == Redo.None) return null;
            var next = _redo == Redo.Reinstall ? LifecycleState.New : LifecycleState.Installed;
            Set(next);
            if (next == LifecycleState.Installed) _redo = Redo.None;
            return next;
        }
    }

    /// <summary>From BROKEN, where a deployment changed something.</summary>
    public bool TryLeaveBroken()
    {
        lock (_lock)
        {
            if (_redo == Redo.Restart) _redo = Redo.None;
            if (_goal != Goal.Up || _redo == Redo.None) return false;
            (_code, _reason) = (StatusCodes.None, "");
            Set(LifecycleState.New);
            return true;
        }
    }

    /// <summary>From INSTALLED, where it must be installed anew.</summary>
    public bool TryReinstall()
    {
        lock (_lock)
        {
            if (_goal != Goal.Up || _redo != Redo.Reinstall) return false;
            Set(LifecycleState.New);
            return true;
        }
    }

    /// <summary>Whether an install under way is of no use any more.</summary>
    public bool BreaksInstall { get { lock (_lock) return _goal != Goal.Up || _redo == Redo.Reinstall; } }

    /// <summary>What to attend to next.</summary>
    /// <param name="mayEnd">All that depend on it have ended, so it may too.</param>
    /// <param name="ignored">A report that does not fit the state (4.3).</param>
    public Cue Next(bool mayEnd, out LifecycleState? ignored)
    {
        ignored = null;
        lock (_lock)
        {
            if (_state is LifecycleState.Starting or LifecycleState.Running)
            {
                if (_goal == Goal.Down || (_goal is Goal.Closed or Goal.Gone && mayEnd)) return Cue.Stop;
                if (_goal == Goal.Up && _redo != Redo.None) return Cue.Stop;
                if (_goal == Goal.Up && _isDependencyLost) return Cue.DependencyLost;
            }
            if (!_reports.TryDequeue(out var report)) return Cue.None;
            if (report == LifecycleState.Errored && _state is not (LifecycleState.Errored or LifecycleState.Broken or LifecycleState.Uninstalling))
            {
                return Cue.ReportedErrored;
            }
            if (report == LifecycleState.Running && _state == LifecycleState.Starting) return Cue.ReportedRunning;
            ignored = report;
            return Cue.None;
        }
    }
}
