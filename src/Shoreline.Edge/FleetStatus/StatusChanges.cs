using Shoreline.Edge.Nucleus;

namespace Shoreline.Edge.FleetStatus;

/// <summary>Components that changed since the last message, each as it is now. Thread-safe; as large as there are components.</summary>
internal sealed class StatusChanges
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ComponentView> _changed = new(StringComparer.Ordinal);
    private bool _hasErrored;
    private bool _hasBroken;

    public bool IsEmpty
    {
        get { lock (_gate) return _changed.Count == 0; }
    }

    /// <summary>Whether one became ERRORED since the last message.</summary>
    public bool HasErrored
    {
        get { lock (_gate) return _hasErrored; }
    }

    /// <summary>Whether one became BROKEN since the last message.</summary>
    public bool HasBroken
    {
        get { lock (_gate) return _hasBroken; }
    }

    /// <returns>Whether it may be time for a message.</returns>
    public bool Add(ComponentView component)
    {
        lock (_gate)
        {
            _changed[component.Record.Name] = component;
            _hasErrored |= component.State == LifecycleState.Errored;
            _hasBroken |= component.State == LifecycleState.Broken;
            return component.State is not (LifecycleState.Starting or LifecycleState.Stopping);
        }
    }

    /// <summary>Takes all, by name.</summary>
    public IReadOnlyList<ComponentView> Take()
    {
        lock (_gate)
        {
            List<ComponentView> taken = [.. _changed.Values.OrderBy(component => component.Record.Name, StringComparer.Ordinal)];
            _changed.Clear();
            (_hasErrored, _hasBroken) = (false, false);
            return taken;
        }
    }

    /// <summary>Puts back what could not be told; what changed since then is newer.</summary>
    public void PutBack(IReadOnlyList<ComponentView> components)
    {
        lock (_gate)
        {
            foreach (var component in components) _changed.TryAdd(component.Record.Name, component);
        }
    }
}
