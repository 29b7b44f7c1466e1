using Shoreline.Edge.Nucleus;
using Shoreline.Greengrass.Recipes;

namespace Shoreline.Edge.Tests.FleetStatus;

/// <summary>Components that change as a test says.</summary>
internal sealed class ScriptedComponents : IComponentRuntime
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, ComponentView> _views = new(StringComparer.Ordinal);

    public event Action<ComponentView>? StateChanged;

    public void Set(string name, LifecycleState state, string code = "NONE", string reason = "")
    {
        var view = View(name, state, code, reason);
        lock (_gate) _views[name] = view;
        StateChanged?.Invoke(view);
    }

    public void Remove(string name)
    {
        lock (_gate) _views.Remove(name);
        StateChanged?.Invoke(View(name, LifecycleState.Finished));
    }

    public static ComponentView View(string name, LifecycleState state, string code = "NONE", string reason = "") =>
        new(new ComponentRecord { Name = name, Version = "1.0.0", Type = ComponentType.Generic, IsRoot = true }, state, code, reason, false, null, 0);

    public IReadOnlyList<ComponentView> List()
    {
        lock (_gate) return [.. _views.Values];
    }

    public bool TryGet(string name, out ComponentView view)
    {
        lock (_gate) return _views.TryGetValue(name, out view!);
    }

    public Task<ApplyOutcome> ApplyAsync(IReadOnlyCollection<ComponentRecord> records, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task RetainAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken) => throw new NotSupportedException();

    public bool RequestStop(string name) => throw new NotSupportedException();

    public bool? RequestRestart(string name) => throw new NotSupportedException();

    public void SetPaused(string name, bool paused) => throw new NotSupportedException();

    public bool Report(string name, LifecycleState state) => throw new NotSupportedException();

    public string? ComponentOfToken(ReadOnlySpan<byte> token) => null;

    public Task<int?> BootstrapAsync(ComponentRecord record, CancellationToken cancellationToken) => throw new NotSupportedException();
}
