using Shoreline.Edge.Ipc.Operations;

namespace Shoreline.Edge.Ipc.Consent;

/// <summary>Subscriptions of components to one kind of event, oldest first.</summary>
internal sealed class Listeners<TEvent>
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<IpcEvents<TEvent>>> _ofComponents = new(StringComparer.Ordinal);

    /// <returns>Ends it.</returns>
    public IDisposable Add(string component, IpcEvents<TEvent> events)
    {
        lock (_lock)
        {
            if (!_ofComponents.TryGetValue(component, out var list)) _ofComponents[component] = list = [];
            list.Add(events);
        }
        return new Listener(this, component, events);
    }

    /// <summary>The components that subscribed.</summary>
    public string[] Components()
    {
        lock (_lock) return [.. _ofComponents.Keys];
    }

    /// <summary>A component's subscriptions.</summary>
    public IpcEvents<TEvent>[] Of(string component)
    {
        lock (_lock) return _ofComponents.TryGetValue(component, out var list) ? [.. list] : [];
    }

    private void Remove(string component, IpcEvents<TEvent> events)
    {
        lock (_lock)
        {
            if (!_ofComponents.TryGetValue(component, out var list)) return;
            list.Remove(events);
            if (list.Count == 0) _ofComponents.Remove(component);
        }
    }

    private sealed class Listener(Listeners<TEvent> listeners, string component, IpcEvents<TEvent> events) : IDisposable
    {
        public void Dispose() => listeners.Remove(component, events);
    }
}
