using Microsoft.Extensions.Logging;

namespace Shoreline.Edge.Components;

/// <summary>Keeps the gateway's components running and ends them, with all that they started, when the gateway stops.</summary>
/// <remarks>Each has its own loop: one that dies again and again holds up no other.</remarks>
internal sealed class Supervisor(ILogger logger, TimeProvider time) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<SupervisedComponent> _components = [];
    private readonly List<Task> _loops = [];
    private readonly Lock _lock = new();

    /// <summary>All components in the order in which they were added.</summary>
    public IReadOnlyList<ComponentStatus> Statuses
    {
        get { lock (_lock) return [.. _components.Select(c => c.Status)]; }
    }

    /// <summary>Starts a component and keeps it running from now on.</summary>
    public void Add(IRunnable runnable)
    {
        var component = new SupervisedComponent(runnable, logger, time);
        lock (_lock)
        {
            _components.Add(component);
            _loops.Add(Task.Run(() => component.SuperviseAsync(_stopping.Token)));
        }
    }

    /// <summary>Ends all components. They are asked first (SIGTERM); those that stay are killed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        Task[] loops;
        lock (_lock) loops = [.. _loops];
        await Task.WhenAll(loops).ConfigureAwait(false);
        _stopping.Dispose();
    }
}
