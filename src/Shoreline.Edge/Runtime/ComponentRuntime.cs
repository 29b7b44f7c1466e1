using Shoreline.Core;
using Shoreline.Edge.Components;
using Shoreline.Edge.Nucleus;
using Shoreline.Edge.Runtime.ControlGroups;
using Shoreline.Edge.Runtime.Machine;
using Shoreline.Edge.Runtime.Processes;
using Shoreline.Edge.Runtime.Steps;
using Shoreline.Greengrass.Recipes;
using Shoreline.Greengrass.Recipes.Lifecycles;

namespace Shoreline.Edge.Runtime;

/// <summary>Runs components by their life cycle: see <see cref="IComponentRuntime"/>. Thread-safe.</summary>
internal sealed class ComponentRuntime : IComponentRuntime, IComponentNeighbours, IAsyncDisposable
{
    private static readonly TimeSpan KillInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(15);

    private readonly ComponentRuntimeOptions _options;
    private readonly StepTools _tools;
    private readonly TokenTable _tokens = new();
    private readonly Lock _lock = new(); // guards the changes of _components and _changed
    private readonly Lock _telling = new(); // states are told one after the other
    private volatile Dictionary<string, RunningComponent> _components = []; // never changed in place
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isEnding;

    private ComponentRuntime(ComponentRuntimeOptions options, StepTools tools) => (_options, _tools) = (options, tools);

    public event Action<ComponentView>? StateChanged;

    /// <summary>Ends what a runtime of this root that was killed left running, and takes its place.</summary>
    public static async Task<ComponentRuntime> StartAsync(ComponentRuntimeOptions options)
    {
        var groups = options.UseControlGroups ? GroupTree.Open(GroupMounts.Read(), options.Root) : GroupTree.None;
        if (groups.Shortage is { } shortage) RuntimeLog.GroupsShort(options.Logger, shortage);
        var left = await groups.ClearAsync().ConfigureAwait(false)
            + await ProcessTrees.KillAllAsync(StepTools.OwnerVariable, options.Root).ConfigureAwait(false);
        if (left > 0) RuntimeLog.LeftoversEnded(options.Logger, left, options.Root);
        return new ComponentRuntime(options, new StepTools(new ProcessLauncher(), groups, new ProcessScan(StepTools.MarkVariable)));
    }

    public IReadOnlyList<ComponentView> List() => DependencyOrder.Sort(_components.Values.Select(c => c.Board.View), view => view.Record);

    public bool TryGet(string name, out ComponentView view)
    {
        var isKnown = _components.TryGetValue(name, out var component);
        view = isKnown ? component!.Board.View : null!;
        return isKnown;
    }

    public async Task<ApplyOutcome> ApplyAsync(IReadOnlyCollection<ComponentRecord> records, CancellationToken cancellationToken)
    {
        foreach (var record in records) Check(record);
        var alreadyBroken = _components.Values.Where(c => c.Board.IsBroken).Select(c => c.Board.Name).ToHashSet();
        var isTouched = false;
        foreach (var record in DependencyOrder.Sort(records, r => r))
        {
            if (!await TakeAsync(record, cancellationToken).ConfigureAwait(false)) continue;
            isTouched = true;
            alreadyBroken.Remove(record.Name);
        }
        while (true)
        {
            var changed = Changed();
            var outcome = Settle(records, alreadyBroken);
            if (outcome?.Broken is not null) return outcome;
            if (outcome is null)
            {
                await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }
            // By the clock of the processes, whatever the components' limits are counted by.
            if (!isTouched || await StaysAsync(changed, cancellationToken).ConfigureAwait(false)) return outcome;
        }
    }

    /// <returns>False where a state changed within the time: all is to be looked at again.</returns>
    private async Task<bool> StaysAsync(Task changed, CancellationToken cancellationToken)
    {
        if (_options.SettleTime == TimeSpan.Zero) return true;
        await changed.WaitAsync(_options.SettleTime, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return !changed.IsCompleted;
    }

    public async Task RetainAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        var kept = names.ToHashSet();
        var leaving = _components.Values.Where(c => !kept.Contains(c.Board.Name)).ToList();
        foreach (var component in leaving) component.Board.RequestEnd(Goal.Gone);
        PokeAll();
        foreach (var component in leaving)
        {
            while (!component.Life.IsCompleted && component.Board.Goal == Goal.Gone)
            {
                await Task.WhenAny(component.Life, component.Board.Changed).WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public bool RequestStop(string name)
    {
        if (!_components.TryGetValue(name, out var component)) return false;
        component.Board.RequestStop();
        return true;
    }

    public bool? RequestRestart(string name) => _components.TryGetValue(name, out var component) ? component.Board.RequestRestart() : null;

    public void SetPaused(string name, bool paused)
    {
        if (!_components.TryGetValue(name, out var component)) throw new InvalidOperationException($"There is no component {name}.");
        if (component.Board.State != LifecycleState.Running)
            throw new InvalidOperationException($"{name} is {LifecycleText.Of(component.Board.State)}; only one that is RUNNING can be paused.");
        if (paused) component.Site.Freeze();
        else component.Site.Thaw();
        // One that left RUNNING meanwhile was thawed, perhaps before it was frozen here.
        if (!component.Board.TrySetPaused(paused)) component.Site.Thaw();
    }

    public bool Report(string name, LifecycleState state)
    {
        if (state is not (LifecycleState.Running or LifecycleState.Errored))
            throw new ArgumentOutOfRangeException(nameof(state), state, "A component reports RUNNING or ERRORED.");
        if (!_components.TryGetValue(name, out var component)) return false;
        if (!component.Board.Report(state))
            RuntimeLog.ReportIgnored(_options.Logger, name, LifecycleText.Of(state), LifecycleText.Of(component.Board.State));
        return true;
    }

    public string? ComponentOfToken(ReadOnlySpan<byte> token) => _tokens.Find(token);

    public async Task<int?> BootstrapAsync(ComponentRecord record, CancellationToken cancellationToken)
    {
        Check(record);
        var step = LifecycleSteps.Read(record.Lifecycle)[StepName.Bootstrap];
        if (step is null || step.IsBlank) return 0;
        if (_components.TryGetValue(record.Name, out var known)) return await BootstrapIn(known.Site).ConfigureAwait(false);
        using var site = NewSite(record.Name);
        try
        {
            return await BootstrapIn(site).ConfigureAwait(false);
        }
        finally
        {
            _tokens.Remove(site.Token);
        }

        Task<int?> BootstrapIn(ComponentSite place) => BootstrapStep.RunAsync(place, step, record, _options.Time, cancellationToken);
    }

    string? IComponentNeighbours.MissingDependency(ComponentRecord record)
    {
        var components = _components;
        foreach (var (name, type) in record.Dependencies)
        {
            if (type == DependencyType.Hard && !(components.TryGetValue(name, out var component) && component.Board.IsReady)) return name;
        }
        return null;
    }

    bool IComponentNeighbours.MayEnd(string name) =>
        !_components.Values.Any(c => c.Board.Goal is Goal.Closed or Goal.Gone && DependsHard(c.Board.Record, name) && !c.Board.IsClosed);

    void IComponentNeighbours.Entered(ComponentBoard board, LifecycleState previous)
    {
        // First those that depend on it, so that whoever hears of this state finds them warned.
        foreach (var other in _components.Values)
        {
            if (ReferenceEquals(other.Board, board)) continue;
            if (DependsHard(other.Board.Record, board.Name) && !board.IsReady) other.Board.LoseDependency();
            else other.Board.Poke();
        }
        var view = board.View;
        if (view.State is LifecycleState.Errored or LifecycleState.Broken)
            RuntimeLog.ErrorEntered(_options.Logger, board.Name, view.Record.Version, LifecycleText.Of(view.State), view.StatusCode, view.StatusReason);
        else RuntimeLog.StateEntered(_options.Logger, board.Name, view.Record.Version, LifecycleText.Of(view.State));
        lock (_telling)
        {
            try
            {
                StateChanged?.Invoke(view);
            }
            catch (Exception e)
            {
                RuntimeLog.ListenerFailed(_options.Logger, e, board.Name);
            }
        }
        Wake();
    }

    /// <summary>Stops all components, dependents first; what does not stop within the limit is killed.</summary>
    public async ValueTask DisposeAsync()
    {
        Dictionary<string, RunningComponent> all;
        lock (_lock)
        {
            if (_isEnding) return;
            _isEnding = true;
            all = _components;
        }
        foreach (var component in all.Values) component.Board.RequestEnd(Goal.Closed);
        PokeAll();
        var lives = Task.WhenAll(all.Values.Select(c => c.Life));
        await lives.WaitAsync(_options.StopLimit, _options.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!lives.IsCompleted) await KillAsync([.. all.Values], lives).ConfigureAwait(false);
        _tools.Groups.Remove();
        _tools.Launcher.Dispose();
    }

    private async Task KillAsync(List<RunningComponent> all, Task lives)
    {
        RuntimeLog.StopLimitReached(_options.Logger, all.Count(c => !c.Life.IsCompleted), _options.StopLimit.TotalSeconds);
        foreach (var component in all) component.Machine.Hurry();
        // Each is on its way to the end, and may just have started a last script: so more than once.
        for (var waited = TimeSpan.Zero; !lives.IsCompleted && waited < KillLimit; waited += KillInterval)
        {
            await Task.WhenAll(all.Where(c => !c.Life.IsCompleted).Select(c => c.Site.KillAsync())).ConfigureAwait(false);
            await lives.WaitAsync(KillInterval, TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>Whether the record changed anything about the component.</returns>
    private async Task<bool> TakeAsync(ComponentRecord record, CancellationToken cancellationToken)
    {
        while (true)
        {
            RunningComponent? known;
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_isEnding, this);
                if (!_components.TryGetValue(record.Name, out known))
                {
                    Add(record);
                    return true;
                }
            }
            if (known.Board.Renew(record) is { } effect)
            {
                if (effect == ChangeEffect.Limits) known.Site.SetLimits(record.RunWith);
                return effect != ChangeEffect.None;
            }
            await known.Life.WaitAsync(cancellationToken).ConfigureAwait(false); // it is just being removed: it begins anew after that
        }
    }

    private void Add(ComponentRecord record)
    {
        var board = new ComponentBoard(record);
        var site = NewSite(record.Name);
        var machine = new ComponentMachine(board, site, this, _options);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var component = new RunningComponent(board, site, machine, LiveAsync(board, site, machine, gate.Task));
        _components = new Dictionary<string, RunningComponent>(_components) { [record.Name] = component };
        gate.SetResult();
    }

    private async Task LiveAsync(ComponentBoard board, ComponentSite site, ComponentMachine machine, Task known)
    {
        await known.ConfigureAwait(false);
        await machine.LiveAsync().ConfigureAwait(false);
        _tokens.Remove(site.Token);
        site.Dispose();
        lock (_lock)
        {
            if (board.Goal == Goal.Gone)
            {
                var others = new Dictionary<string, RunningComponent>(_components);
                others.Remove(board.Name);
                _components = others;
            }
        }
        PokeAll();
    }

    private ComponentSite NewSite(string name)
    {
        var site = new ComponentSite(name, _options, _tools);
        _tokens.Add(site.Token, name);
        return site;
    }

    /// <returns>Null while something is still to come.</returns>
    private ApplyOutcome? Settle(IReadOnlyCollection<ComponentRecord> records, HashSet<string> alreadyBroken)
    {
        var components = _components;
        var isDone = true;
        foreach (var record in records)
        {
            if (!components.TryGetValue(record.Name, out var component)) continue; // removed again since
            if (component.Board.IsBroken)
            {
                if (!alreadyBroken.Contains(record.Name)) return Broken(component.Board.View, "");
            }
            else if (!component.Board.IsUp)
            {
                isDone = false;
                // What waits for one that will not come up by itself would wait for ever.
                var missing = component.Board.State == LifecycleState.Installed
                    ? ((IComponentNeighbours)this).MissingDependency(record)
                    : null;
                if (missing is not null && components.TryGetValue(missing, out var dependency) && dependency.Board.IsBroken)
                    return Broken(dependency.Board.View, $"; {record.Name} waits for it");
            }
        }
        return isDone ? ApplyOutcome.Success : null;
    }

    private static ApplyOutcome Broken(ComponentView view, string more) => new(view.Record.Name, $"{view.StatusCode}: {view.StatusReason}{more}");

    private static bool DependsHard(ComponentRecord record, string name) => record.Dependencies.TryGetValue(name, out var type) && type == DependencyType.Hard;

    /// <summary>Names and versions become folders and groups.</summary>
    private static void Check(ComponentRecord record)
    {
        if (!IsFolder(record.Name) || !IsFolder(record.Version))
            throw new InvalidInputException($"Component '{record.Name}' '{record.Version}': name or version cannot be a folder's.");

        static bool IsFolder(string name) => name.Length is > 0 and <= 128 && name.Trim('.').Length > 0 && !name.AsSpan().ContainsAny('/', '\0');
    }

    private void PokeAll()
    {
        foreach (var component in _components.Values) component.Board.Poke();
        Wake();
    }

    private Task Changed()
    {
        lock (_lock) return _changed.Task;
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
