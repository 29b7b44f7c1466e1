using Shoreline.Edge.Nucleus;
using Shoreline.Edge.Runtime.Steps;

namespace Shoreline.Edge.Runtime.Machine;

/// <summary>What a component is and what is wanted of it: the one place where its machine and everybody else meet. Thread-safe.</summary>
/// <remarks>
/// Wishes are not queued but merged, so there is nothing to bound. One stays until the state that fulfils it is entered: whoever sees a
/// component without a wish sees a state that is not
/// about to change for it.
/// </remarks>
internal sealed partial class ComponentBoard(ComponentRecord record, TimeProvider time)
{
    private const int MostReports = 16;

    private readonly Lock _lock = new(); // guards all below
    private readonly Queue<LifecycleState> _reports = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ComponentRecord _record = record;
    private LifecycleState _state = LifecycleState.New;
    private long _errors;
    private DateTimeOffset _since = time.GetUtcNow();
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
        get { lock (_lock) return new ComponentView(_record, _state, _code, _reason, _isPaused, _processId, Math.Max(0, _starts - 1)) { Since = _since }; }
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

    /// <summary>How often it was ERRORED since the runtime began.</summary>
    public long Errors { get { lock (_lock) return _errors; } }

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

    private void Raise(Redo redo)
    {
        if (redo > _redo) _redo = redo;
    }

    private void Set(LifecycleState state)
    {
        if (state == LifecycleState.Errored) _errors++;
        _state = state;
        _since = time.GetUtcNow();
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
