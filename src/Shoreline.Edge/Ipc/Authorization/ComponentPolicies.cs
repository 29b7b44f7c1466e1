using Microsoft.Extensions.Logging;
using Shoreline.Edge.Nucleus;

namespace Shoreline.Edge.Ipc.Authorization;

/// <summary>The policies of all components, read when they are asked for and again once their configuration has changed.</summary>
internal sealed class ComponentPolicies(IComponentConfiguration configuration, ILogger logger) : IDisposable
{
    private const string AccessControl = "accessControl";

    private readonly Lock _lock = new(); // guards _known; taken for each call, held for a look-up
    private readonly Dictionary<string, Known> _known = new(StringComparer.Ordinal);

    // hot: per message
    public bool Grant(string component, string service, string operation, string resource)
    {
        if (!Of(component).TryGetValue(service, out var policies)) return false;
        foreach (var policy in policies)
        {
            if (policy.Grants(operation, resource)) return true;
        }
        return false;
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var known in _known.Values) known.Watch?.Dispose();
            _known.Clear();
        }
    }

    private IReadOnlyDictionary<string, Policy[]> Of(string component)
    {
        lock (_lock)
        {
            if (_known.TryGetValue(component, out var known) && !known.IsStale) return known.Policies;
        }
        return Read(component);
    }

    private IReadOnlyDictionary<string, Policy[]> Read(string component)
    {
        var next = new Known();
        next.Watch = configuration.Watch(component, [], (_, path) =>
        {
            if (path.Count == 0 || path[0].Equals(AccessControl, StringComparison.OrdinalIgnoreCase)) next.IsStale = true;
        }); // before it is read, so that no change falls between
        if (configuration.Get(component, [AccessControl]) is { } value)
        {
            next.Policies = new PolicyReader(component, logger).Read(value.Value);
        }
        // A component without configuration is not worth remembering: it may get one without our being told.
        if (next.Watch is null) return next.Policies;
        Known? replaced;
        lock (_lock)
        {
            _known.Remove(component, out replaced);
            _known[component] = next;
        }
        replaced?.Watch?.Dispose();
        return next.Policies;
    }

    private sealed class Known
    {
        private volatile bool _isStale;

        public IDisposable? Watch { get; set; }

        public IReadOnlyDictionary<string, Policy[]> Policies { get; set; } = new Dictionary<string, Policy[]>();

        public bool IsStale
        {
            get => _isStale;
            set => _isStale = value;
        }
    }
}
