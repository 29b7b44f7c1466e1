using Microsoft.Extensions.Logging;

namespace Shoreline.Edge.ConfigStore;

/// <summary>Those who want to know of changes, told in the order of changes and outside the store's lock. Thread-safe.</summary>
internal sealed class ConfigWatchers(ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly Queue<(ConfigContainer Before, ConfigContainer After, long Change)> _waiting = [];
    private readonly List<Watcher> _watchers = [];
    private long _changes;
    private bool _isTelling;

    public IDisposable Add(string component, IReadOnlyList<string> path, Action<string, IReadOnlyList<string>> changed)
    {
        lock (_gate)
        {
            var watcher = new Watcher(this, component, [.. path], changed, _changes);
            _watchers.Add(watcher);
            return watcher;
        }
    }

    /// <summary>Notes a change; call it in the order of changes.</summary>
    public void Changed(ConfigContainer before, ConfigContainer after)
    {
        lock (_gate) _waiting.Enqueue((before, after, ++_changes));
    }

    /// <summary>Tells what waits, unless another thread is at it.</summary>
    public void Tell()
    {
        while (true)
        {
            Watcher[] watchers;
            (ConfigContainer Before, ConfigContainer After, long Change) change;
            lock (_gate)
            {
                if (_isTelling || !_waiting.TryDequeue(out change)) return;
                _isTelling = true;
                watchers = [.. _watchers.Where(watcher => watcher.Since < change.Change)];
            }
            foreach (var watcher in watchers) Tell(watcher, change.Before, change.After);
            lock (_gate) _isTelling = false;
        }
    }

    private void Tell(Watcher watcher, ConfigContainer before, ConfigContainer after)
    {
        var configuration = DeviceConfiguration.ConfigurationPath(watcher.Component);
        var (was, now) = (before.Find(configuration), after.Find(configuration));
        foreach (var path in ChangedLeaves.Between(was, now))
        {
            if (!watcher.Covers(path)) continue;
            try { watcher.Changed(watcher.Component, path); }
#pragma warning disable CA1031 // a watcher that fails must not keep the others, or the change's author, from going on
            catch (Exception e) { ConfigStoreLog.WatcherFailed(logger, e, watcher.Component, string.Join('/', path)); }
#pragma warning restore CA1031
        }
    }

    private sealed class Watcher(
        ConfigWatchers owner, string component, string[] path, Action<string, IReadOnlyList<string>> changed, long since) : IDisposable
    {
        public string Component => component;

        public Action<string, IReadOnlyList<string>> Changed => changed;

        /// <summary>Changes up to this one were made before it watched.</summary>
        public long Since => since;

        /// <summary>Whether a changed leaf lies at or below what is watched, or has taken its place.</summary>
        public bool Covers(string[] leaf) =>
            leaf.AsSpan(0, Math.Min(leaf.Length, path.Length)).SequenceEqual(path.AsSpan(0, Math.Min(leaf.Length, path.Length)), StringComparer.OrdinalIgnoreCase);

        public void Dispose()
        {
            lock (owner._gate) owner._watchers.Remove(this);
        }
    }
}
