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
internal sealed class ComponentRuntime : IComponentRuntime, IAsyncDisposable
{
    private static readonly TimeSpan KillInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ConsoleLimit = TimeSpan.FromSeconds(1); // for what components said last

    private readonly ComponentRuntimeOptions _options;
    private readonly StepTools _tools;
    private readonly TokenTable _tokens = new();
    private readonly ComponentNeighbourhood _components;
    private readonly Lock _lock = new(); // guards _isEnding, and that no component comes after it
    private bool _isEnding;

    private ComponentRuntime(ComponentRuntimeOptions options, StepTools tools) =>
        (_options, _tools, _components) = (options, tools, new ComponentNeighbourhood(options.Logger));

    public event Action<ComponentView>? StateChanged
    {
        add => _components.StateChanged += value;
        remove => _components.StateChanged -= value;
    }

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

    public IReadOnlyList<ComponentView> List() => DependencyOrder.Sort(_components.All.Select(c => c.Board.View), view => view.Record);

    public bool TryGet(string name, out ComponentView view)
    {
        view = _components.Find(name)?.Board.View!;
        return view is not null;
    }

    public async Task<ApplyOutcome> ApplyAsync(IReadOnlyCollection<ComponentRecord> records, CancellationToken cancellationToken)
    {
        foreach (var record in records) Check(record);
        var alreadyBroken = _components.All.Where(c => c.Board.IsBroken).Select(c => c.Board.Name).ToHashSet();
        var isTouched = false;
        foreach (var record in DependencyOrder.Sort(records, r => r))
        {
            if (!await TakeAsync(record, cancellationToken).ConfigureAwait(false)) continue;
            isTouched = true;
            alreadyBroken.Remove(record.Name);
        }
        foreach (var record in records) TellMissing(record);
        return await new Settling(_components, records, alreadyBroken).WaitAsync(isTouched ? _options.SettleTime : TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
    }

    public async Task RetainAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        var kept = names.ToHashSet();
        var leaving = _components.All.Where(c => !kept.Contains(c.Board.Name)).ToList();
        foreach (var component in leaving) component.Board.RequestEnd(Goal.Gone);
        _components.PokeAll();
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
        if (_components.Find(name) is not { } component) return false;
        component.Board.RequestStop();
        return true;
    }

    public bool? RequestRestart(string name) => _components.Find(name)?.Board.RequestRestart();

    public void SetPaused(string name, bool paused)
    {
        if (_components.Find(name) is not { } component) throw new InvalidOperationException($"There is no component {name}.");
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
        if (_components.Find(name) is not { } component) return false;
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
        if (_components.Find(record.Name) is { } known) return await BootstrapIn(known.Site).ConfigureAwait(false);
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

    /// <summary>Stops all components, dependents first; what does not stop within the limit is killed.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_isEnding) return;
            _isEnding = true;
        }
        var all = _components.All;
        foreach (var component in all) component.Board.RequestEnd(Goal.Closed);
        _components.PokeAll();
        var lives = Task.WhenAll(all.Select(c => c.Life));
        await lives.WaitAsync(_options.StopLimit, _options.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!lives.IsCompleted) await KillAsync([.. all], lives).ConfigureAwait(false);
        _tools.Groups.Remove();
        _tools.Launcher.Dispose();
        await _options.Console.FlushAsync(ConsoleLimit).ConfigureAwait(false);
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

    /// <summary>A deployment brings all that its components depend on; what is missing all the same would be waited for without a word.</summary>
    private void TellMissing(ComponentRecord record)
    {
        foreach (var (name, type) in record.Dependencies)
        {
            if (type == DependencyType.Hard && _components.Find(name) is null) RuntimeLog.DependencyMissing(_options.Logger, record.Name, name);
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
                known = _components.Find(record.Name);
                if (known is null)
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
        var board = new ComponentBoard(record, _options.Time);
        var site = NewSite(record.Name);
        var machine = new ComponentMachine(board, site, _components, _options);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _components.Add(new RunningComponent(board, site, machine, LiveAsync(board, site, machine, gate.Task)));
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
            if (board.Goal == Goal.Gone) _components.Remove(board.Name);
        }
        _components.PokeAll();
    }

    private ComponentSite NewSite(string name)
    {
        var site = new ComponentSite(name, _options, _tools);
        _tokens.Add(site.Token, name);
        return site;
    }

    /// <summary>Names and versions become folders and groups.</summary>
    private static void Check(ComponentRecord record)
    {
        if (!IsFolder(record.Name) || !IsFolder(record.Version))
            throw new InvalidInputException($"Component '{record.Name}' '{record.Version}': name or version cannot be a folder's.");

        static bool IsFolder(string name) => name.Length is > 0 and <= 128 && name.Trim('.').Length > 0 && !name.AsSpan().ContainsAny('/', '\0');
    }
}
