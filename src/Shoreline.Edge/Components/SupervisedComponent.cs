using Microsoft.Extensions.Logging;
using Shoreline.Core;

namespace Shoreline.Edge.Components;

/// <summary>Keeps one component running: started again whenever it ends, after a delay that grows while it does not stay up.</summary>
internal sealed class SupervisedComponent(IRunnable runnable, ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    /// <summary>A component that ran this long is taken for healthy: its next end is a new story.</summary>
    private static readonly TimeSpan HealthyAfter = TimeSpan.FromSeconds(30);

    private readonly Backoff _backoff = new(FirstDelay, LongestDelay);
    private volatile ComponentStatus _status = new(runnable.Name, ComponentState.Starting, null, 0, null);

    public ComponentStatus Status => _status;

    /// <summary>Runs until <paramref name="stopping"/>; the component has ended when the task completes.</summary>
    public async Task SuperviseAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var began = time.GetTimestamp();
            var ending = await RunOnceAsync(stopping).ConfigureAwait(false);
            if (stopping.IsCancellationRequested) break;
            if (time.GetElapsedTime(began) >= HealthyAfter) _backoff.Reset();
            var delay = _backoff.Next();
            _status = _status with { State = ComponentState.Waiting, ProcessId = null, LastError = ending };
            EdgeLog.ComponentEnded(logger, runnable.Name, ending, delay.TotalSeconds);
            try
            {
                await Task.Delay(delay, time, stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                break;
            }
            _status = _status with { State = ComponentState.Starting, Restarts = _status.Restarts + 1 };
        }
        _status = _status with { State = ComponentState.Stopped, ProcessId = null };
    }

    private async Task<string> RunOnceAsync(CancellationToken stopping)
    {
        try
        {
            return await runnable.RunAsync(id => _status = _status with { State = ComponentState.Running, ProcessId = id }, stopping).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ShorelineException or IOException or InvalidOperationException)
        {
            return $"could not be started: {e.Message}";
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return "stopped";
        }
    }
}
