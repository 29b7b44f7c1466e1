using Shoreline.Edge.Nucleus;
using Shoreline.Edge.Runtime.Steps;

namespace Shoreline.Edge.Runtime.Machine;

/// <summary>What a component is and what is wanted of it: the one place where its machine and everybody else meet. Thread-safe.</summary>
/// <remarks>
/// Wishes are not queued but merged, so there is nothing to bound. One stays until the state that fulfils it is entered: whoever sees a
/// component without a wish sees a state that is not
/// about to change for it.
/// </remarks>
internal sealed class ComponentBoard(ComponentRecord record)
{
    private const int MostReports = 16;

    private readonly Lock _lock = new(); // guards all below
    private readonly Queue<LifecycleState> _reports = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ComponentRecord _record = record;
    private LifecycleState _state = LifecycleState.New;
    private string _code = StatusCodes.None;
    private string _reason = "";
    private Goal _goal = Goal.Up;
    private Redo _redo;
    private bool _isDependencyLost;
    private bool _isAfterError; // while STOPPING
    private bool _isPaused;
    private bool _isOver;
    private int? _processId;
    private long _starts;

    public string Name { get; } = record.Name;

    /// <summary>Completes with the next change of anything here.</summary>
    public Task Changed { get { lock (_lock) return _changed.Task; } }

    public ComponentRecord Record { get { lock (_lock) return _record; } }

    public LifecycleState State { get { lock (_lock) return _state; } }

    public Goal Goal { get { lock (_lock) return _goal; } }

    public bool IsPaused { get { lock (_lock) return _isPaused; } }

    public ComponentView View
    {
        get { lock (_lock) return new ComponentView(_record, _state, _code, _reason, _isPaused, _processId, Math.Max(0, _starts - 1)); }
    }

    /// <summary>
    /// Good enough for those that depend on it (greengrass-components, 4.6). One that stops after an error comes back by itself and is not
    /// waited for in between.
    /// </summary>
    public bool IsReady
    {
        get { lock (_lock) return _state is LifecycleState.Running or LifecycleState.Finished || (_state == LifecycleState.Stopping && !_isAfterError); }
    }

    public bool IsClosed
    {
        get
        {
            lock (_lock)
            {
                return _isOver || _state is LifecycleState.New or LifecycleState.Errored or LifecycleState.Broken or LifecycleState.Finished or LifecycleState.Uninstalled;
            }
        }
    }

    public bool IsBroken { get { lock (_lock) return _state == LifecycleState.Broken && _redo < Redo.Renew; } }

    /// <summary>It came up, and nothing is pending that would take it down again.</summary>
    public bool IsUp
    {
        get
        {
            lock (_lock)
            {
                return _goal == Goal.Up && _redo == Redo.None
                    && (_state == LifecycleState.Finished || (_state == LifecycleState.Running && !_isDependencyLost));
            }
        }
    }

    /// <summary>Takes over a record and wants it up.</summary>
    /// <returns>Null where it is being removed and too far gone.</returns>
    public ChangeEffect? Renew(ComponentRecord renewed)
    {
        lock (_lock)
        {
            if (_isOver || _state is LifecycleState.Uninstalling or LifecycleState.Uninstalled) return null;
            var effect = RecordChange.Between(_record, renewed);
            _record = renewed;
            var wasDown = _goal != Goal.Up;
            _goal = Goal.Up;
            if (effect == ChangeEffect.Reinstall) _redo = Redo.Reinstall;
            else if (effect == ChangeEffect.Restart || (wasDown && _state == LifecycleState.Finished)) Raise(Redo.Renew);
            Wake();
            return effect;
        }
    }

    public void RequestStop()
    {
        lock (_lock)
        {
            if (_goal == Goal.Up) _goal = Goal.Down;
            Wake();
        }
    }

    /// <returns>False where it was never started.</returns>
    public bool RequestRestart()
    {
        lock (_lock)
        {
            if (_starts == 0) return false;
            if (_goal == Goal.Down) _goal = Goal.Up;
            if (_state != LifecycleState.Broken) Raise(Redo.Restart);
            Wake();
            return true;
        }
    }

    /// <param name="goal"><see cref="Goal.Closed"/> or <see cref="Goal.Gone"/>.</param>
    public void RequestEnd(Goal goal)
    {
        lock (_lock)
        {
            _goal = goal;
            Wake();
        }
    }

    /// <returns>False where so many wait that it must be left out: the component says the same over and over.</returns>
    public bool Report(LifecycleState state)
    {
        lock (_lock)
        {
            if (_reports.Count == MostReports) return false;
            _reports.Enqueue(state);
            Wake();
            return true;
        }
    }

    public void LoseDependency()
    {
        lock (_lock)
        {
            _isDependencyLost = true;
            Wake();
        }
    }

    /// <summary>Something outside changed that it may wait for.</summary>
    public void Poke()
    {
        lock (_lock) Wake();
    }

    /// <returns>False where it does not run.</returns>
    public bool TrySetPaused(bool isPaused)
    {
        lock (_lock)
        {
            if (_state != LifecycleState.Running) return false;
            _isPaused = isPaused;
            Wake();
            return true;
        }
    }

    // What follows is for the machine alone.

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

    private void Raise(Redo redo)
    {
        if (redo > _redo) _redo = redo;
    }

    private void Set(LifecycleState state)
    {
        _state = state;
        if (state != LifecycleState.Running)
        {
            _reports.Clear();
            _isPaused = false;
        }
        if (state is not (LifecycleState.Starting or LifecycleState.Running)) _processId = state == LifecycleState.Stopping ? _processId : null;
        Wake();
    }

    private void Wake()
    {
        _changed.TrySetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
