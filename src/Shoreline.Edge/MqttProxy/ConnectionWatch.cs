using System.Collections.Immutable;
using Shoreline.Messaging;

namespace Shoreline.Edge.MqttProxy;

/// <summary>Tells whether the broker above is connected: to each who asks, first how it is, then every change, in order. Thread-safe.</summary>
internal sealed class ConnectionWatch : IDisposable
{
    private readonly Lock _gate = new();
    private readonly MqttClient _client;
    private ImmutableList<Watcher> _watchers = [];
    private bool _isConnected;

    public ConnectionWatch(MqttClient client)
    {
        _client = client;
        client.ConnectionChanged += Changed;
        lock (_gate) _isConnected = client.IsConnected;
    }

    /// <param name="told">Called with each state, one at a time; must return at once and not throw.</param>
    /// <param name="start">Call it to be told the present state and, from then on, changes.</param>
    /// <returns>Ends it.</returns>
    public IDisposable Watch(Action<bool> told, out Action start)
    {
        var watcher = new Watcher(this, told);
        start = () => Start(watcher);
        return watcher;
    }

    public void Dispose() => _client.ConnectionChanged -= Changed;

    private void Start(Watcher watcher)
    {
        lock (_gate)
        {
            if (watcher.HasEnded) return;
            _watchers = _watchers.Add(watcher);
            watcher.Told(_isConnected);
        }
    }

    private void Changed(bool isConnected)
    {
        lock (_gate)
        {
            _isConnected = isConnected;
            foreach (var watcher in _watchers) watcher.Told(isConnected);
        }
    }

    private sealed class Watcher(ConnectionWatch owner, Action<bool> told) : IDisposable
    {
        public Action<bool> Told => told;

        public bool HasEnded { get; private set; }

        public void Dispose()
        {
            lock (owner._gate)
            {
                HasEnded = true;
                owner._watchers = owner._watchers.Remove(this);
            }
        }
    }
}
