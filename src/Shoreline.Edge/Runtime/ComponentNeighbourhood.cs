using Microsoft.Extensions.Logging;
using Shoreline.Edge.Nucleus;
using Shoreline.Edge.Runtime.Machine;
using Shoreline.Greengrass.Recipes;

namespace Shoreline.Edge.Runtime;

/// <summary>
/// The components that a runtime knows, and what they are to each other: who must be ready for whom, who ends before whom, who hears of whose states (greengrass-components, 4.6). Thread-safe.
/// </summary>
internal sealed class ComponentNeighbourhood(ILogger logger) : IComponentNeighbours
{
    private readonly Lock _lock = new(); // guards the changes of _all and _changed
    private readonly Lock _telling = new(); // states are told one after the other
    private volatile Dictionary<string, RunningComponent> _all = []; // never changed in place
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>See <see cref="IComponentRuntime.StateChanged"/>.</summary>
    public event Action<ComponentView>? StateChanged;

    public IReadOnlyCollection<RunningComponent> All => _all.Values;

    /// <summary>Completes with the next change of a state, or of who is there.</summary>
    public Task Changed
    {
        get { lock (_lock) return _changed.Task; }
    }

    public RunningComponent? Find(string name) => _all.GetValueOrDefault(name);

    public void Add(RunningComponent component)
    {
        lock (_lock) _all = new Dictionary<string, RunningComponent>(_all) { [component.Board.Name] = component };
    }

    public void Remove(string name)
    {
        lock (_lock)
        {
            var others = new Dictionary<string, RunningComponent>(_all);
            others.Remove(name);
            _all = others;
        }
    }

    /// <summary>Something changed that any of them may wait for.</summary>
    public void PokeAll()
    {
        foreach (var component in _all.Values) component.Board.Poke();
        Wake();
    }

    public string? MissingDependency(ComponentRecord record)
    {
        var all = _all;
        foreach (var (name, type) in record.Dependencies)
        {
            if (type == DependencyType.Hard && !(all.TryGetValue(name, out var component) && component.Board.IsReady)) return name;
        }
        return null;
    }

    public bool MayEnd(string name) =>
        !_all.Values.Any(c => c.Board.Goal is Goal.Closed or Goal.Gone && DependsHard(c.Board.Record, name) && !c.Board.IsClosed);

    public void Entered(ComponentBoard board, LifecycleState previous)
    {
        // First those that depend on it, so that whoever hears of this state finds them warned.
        foreach (var other in _all.Values)
        {
            if (ReferenceEquals(other.Board, board)) continue;
            if (DependsHard(other.Board.Record, board.Name) && !board.IsReady) other.Board.LoseDependency();
            else other.Board.Poke();
        }
        Tell(board.View);
        Wake();
    }

    private static bool DependsHard(ComponentRecord record, string name) => record.Dependencies.TryGetValue(name, out var type) && type == DependencyType.Hard;

    private void Tell(ComponentView view)
    {
        var (name, version, state) = (view.Record.Name, view.Record.Version, LifecycleText.Of(view.State));
        if (view.State is LifecycleState.Errored or LifecycleState.Broken) RuntimeLog.ErrorEntered(logger, name, version, state, view.StatusCode, view.StatusReason);
        else RuntimeLog.StateEntered(logger, name, version, state);
        lock (_telling)
        {
            try
            {
                StateChanged?.Invoke(view);
            }
            catch (Exception e)
            {
                RuntimeLog.ListenerFailed(logger, e, name);
            }
        }
    }

    private void Wake()
    {
        lock (_lock)
        {
            _changed.SetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
