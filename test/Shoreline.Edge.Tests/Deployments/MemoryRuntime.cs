using System.Text.Json.Nodes;
using Shoreline.Edge.Nucleus;

namespace Shoreline.Edge.Tests.Deployments;

/// <summary>A runtime without processes: components run, or break, at once. It restarts what the real one would (greengrass-components, 4.7).</summary>
internal sealed class MemoryRuntime : IComponentRuntime
{
    private readonly Lock _gate = new();
    private readonly List<ComponentView> _views = [];

    public event Action<ComponentView>? StateChanged;

    /// <summary><c>name@version</c> that does not come up.</summary>
    public HashSet<string> Breaks { get; } = [];

    /// <summary>Exit code of a bootstrap script by <c>name@version</c>; 0 for those not named, null beyond the limit.</summary>
    public Dictionary<string, int?> Bootstraps { get; } = [];

    /// <summary>Why bootstrap scripts cannot be started.</summary>
    public Exception? BootstrapFault { get; set; }

    /// <summary>Bootstrap scripts begin and do not end.</summary>
    public bool HoldsBootstraps { get; set; }

    /// <summary>Completes when the first bootstrap script begins.</summary>
    public TaskCompletionSource Bootstrapping { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Bootstrap scripts that began, over all starts of a device.</summary>
    public List<string> BootstrapLog { get; set; } = [];

    /// <summary>What was done, in order.</summary>
    public List<string> Log { get; } = [];

    /// <summary>Awaited by each apply.</summary>
    public TaskCompletionSource? Hold { get; set; }

    public TaskCompletionSource Applying { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<ComponentView> List()
    {
        lock (_gate) return [.. _views];
    }

    public bool TryGet(string name, out ComponentView view)
    {
        lock (_gate) view = _views.FirstOrDefault(candidate => candidate.Record.Name == name)!;
        return view is not null;
    }

    public async Task<ApplyOutcome> ApplyAsync(IReadOnlyCollection<ComponentRecord> records, CancellationToken cancellationToken)
    {
        Applying.TrySetResult();
        if (Hold is { } hold) await hold.Task.WaitAsync(cancellationToken);
        ComponentView? broken = null;
        foreach (var record in records)
            if (Apply(record) is { State: LifecycleState.Broken } view) broken ??= view;
        return broken is null ? ApplyOutcome.Success : new ApplyOutcome(broken.Record.Name, $"{broken.StatusCode}: {broken.StatusReason}");
    }

    public Task RetainAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            foreach (var view in _views.Where(view => !names.Contains(view.Record.Name)).Reverse().ToArray())
            {
                Log.Add($"remove {view.Record.Name}");
                _views.Remove(view);
            }
        }
        return Task.CompletedTask;
    }

    public async Task<int?> BootstrapAsync(ComponentRecord record, CancellationToken cancellationToken)
    {
        Log.Add($"bootstrap {record.Name}@{record.Version}");
        BootstrapLog.Add(Log[^1]);
        Bootstrapping.TrySetResult();
        if (BootstrapFault is { } fault) throw fault;
        if (HoldsBootstraps) await Task.Delay(Timeout.Infinite, cancellationToken);
        return Bootstraps.TryGetValue($"{record.Name}@{record.Version}", out var code) ? code : 0;
    }

    public bool RequestStop(string name) => throw new NotSupportedException();

    public bool? RequestRestart(string name) => throw new NotSupportedException();

    public void SetPaused(string name, bool paused) => throw new NotSupportedException();

    public bool Report(string name, LifecycleState state) => throw new NotSupportedException();

    public string? ComponentOfToken(ReadOnlySpan<byte> token) => null;

    /// <returns>Null where nothing had to be done.</returns>
    private ComponentView? Apply(ComponentRecord record)
    {
        var breaks = Breaks.Contains($"{record.Name}@{record.Version}");
        var view = new ComponentView(record, breaks ? LifecycleState.Broken : LifecycleState.Running, breaks ? "RUN_ERROR" : "NONE", breaks ? "exit code 1" : "", false, null, 0);
        lock (_gate)
        {
            var at = _views.FindIndex(candidate => candidate.Record.Name == record.Name);
            if (at >= 0 && IsUntouched(_views[at].Record, record))
            {
                _views[at] = _views[at] with { Record = record };
                return null;
            }
            Log.Add($"start {record.Name}@{record.Version}");
            if (at < 0) _views.Add(view);
            else _views[at] = view;
        }
        StateChanged?.Invoke(view);
        return view;
    }

    private static bool IsUntouched(ComponentRecord before, ComponentRecord after) =>
        before.Version == after.Version && before.RunWith.PosixUser == after.RunWith.PosixUser && JsonNode.DeepEquals(before.Lifecycle, after.Lifecycle);
}

/// <summary>Components that agree, unless told otherwise.</summary>
internal sealed class MemoryConsent : IComponentConsent
{
    public List<string> Log { get; } = [];

    public (string Component, string Message)? Refusal { get; set; }

    public Task AskToUpdateAsync(string deploymentId, bool isRestarting, TimeSpan limit, CancellationToken cancellationToken)
    {
        Log.Add($"ask {isRestarting} {limit.TotalSeconds}");
        return Task.CompletedTask;
    }

    public void Updated(string deploymentId) => Log.Add("updated");

    public Task<(string Component, string Message)?> ValidateAsync(
        string deploymentId, IReadOnlyDictionary<string, JsonObject> proposed, TimeSpan limit, CancellationToken cancellationToken)
    {
        Log.Add($"validate {string.Join(',', proposed.Keys)}");
        return Task.FromResult(Refusal);
    }
}
