using Microsoft.Extensions.Logging;
using Shoreline.Core;
using Shoreline.Edge.MqttProxy;
using Shoreline.Edge.Nucleus;
using Shoreline.Streams;
using Shoreline.Streams.Files;

namespace Shoreline.Edge.FleetStatus;

/// <summary>What <see cref="FleetStatusService"/> is made of.</summary>
internal sealed record FleetStatusParts
{
    public required StatusDevice Device { get; init; }

    public required IComponentRuntime Components { get; init; }

    /// <summary>Whether a deployment is changing things at the moment: its own message tells of what changes.</summary>
    public required Func<bool> IsDeploying { get; init; }

    public required MqttProxyService Proxy { get; init; }

    /// <summary>Takes every message as a record, too.</summary>
    public required DurableStream Stream { get; init; }

    public required IFileSystem Files { get; init; }

    /// <summary>Of the number's file, in a folder that is there.</summary>
    public required string SequencePath { get; init; }

    /// <summary>
    /// Of complete messages; a day at least (greengrass-components, section 13). Asked anew after each of them, and after each deployment.
    /// </summary>
    public Func<TimeSpan> Cadence { get; init; } = () => FleetStatusService.ShortestCadence;

    public required ILogger Logger { get; init; }

    public required TimeProvider Time { get; init; }
}

/// <summary>Tells the fleet how the device and its components are (greengrass-components, section 11): on the topic of AWS, and as records of a stream.</summary>
/// <remarks>Disposing it sends nothing more. What changed meanwhile is told by the message of the next start, which names everything.</remarks>
internal sealed class FleetStatusService : IAsyncDisposable
{
    public static readonly TimeSpan ShortestCadence = TimeSpan.FromDays(1);

    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(30); // a timer cannot run for two months
    private static readonly TimeSpan BetweenEmptyReconnects = TimeSpan.FromMinutes(1);

    private readonly FleetStatusParts _parts;
    private readonly StatusSequence _sequence;
    private readonly StatusChanges _changes = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly SemaphoreSlim _happened = new(0, 1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly IDisposable _connection;
    private readonly Lock _pace = new(); // guards the timer, the time it counts from, and that nobody sets it after the end
    private readonly ITimer _cadence;
    private readonly Task _running;
    private volatile bool _cadenceDue;
    private volatile bool _reconnected;
    private bool _wasConnected;
    private long _lastReconnect;
    private long _lastCadence;
    private bool _isEnding;

    /// <summary>Sends the message of the start, and from then on those of what happens.</summary>
    public FleetStatusService(FleetStatusParts parts)
    {
        _parts = parts;
        _sequence = new StatusSequence(parts.Files, parts.SequencePath, parts.Logger, parts.Time);
        parts.Components.StateChanged += OnStateChanged;
        _connection = parts.Proxy.Connection.Watch(OnConnection, out var watch);
        watch();
        _lastCadence = parts.Time.GetTimestamp();
        _cadence = parts.Time.CreateTimer(_ => KeepPace(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        KeepPace();
        _running = Task.Run(RunAsync);
    }

    /// <summary>Sends the message of a deployment that is over; it is stored when this completes.</summary>
    public Task DeploymentEndedAsync(EndedDeployment deployment)
    {
        KeepPace(); // it may have changed the cadence
        return SendAsync(deployment.Trigger, deployment);
    }

    public async ValueTask DisposeAsync()
    {
        _parts.Components.StateChanged -= OnStateChanged;
        _connection.Dispose();
        lock (_pace) _isEnding = true;
        await _cadence.DisposeAsync().ConfigureAwait(false);
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        await _sending.WaitAsync().ConfigureAwait(false); // a deployment's message may be on its way to the disk
        _sending.Dispose();
        _happened.Dispose();
        _stopping.Dispose();
    }

    private void KeepPace()
    {
        lock (_pace)
        {
            if (_isEnding) return;
            var cadence = _parts.Cadence();
            if (cadence < ShortestCadence) cadence = ShortestCadence;
            var left = cadence - _parts.Time.GetElapsedTime(_lastCadence);
            if (left <= TimeSpan.Zero)
            {
                (_lastCadence, left, _cadenceDue) = (_parts.Time.GetTimestamp(), cadence, true);
                Wake();
            }
            _cadence.Change(left < LongestTimer ? left : LongestTimer, Timeout.InfiniteTimeSpan);
        }
    }

    private void OnStateChanged(ComponentView component)
    {
        if (_changes.Add(component)) Wake();
    }

    private void OnConnection(bool isConnected)
    {
        if (isConnected && _wasConnected) _reconnected = true;
        if (isConnected) _wasConnected = true; // the first connection is the start's, which has a message of its own
        Wake();
    }

    private void Wake()
    {
        try { _happened.Release(); }
        catch (SemaphoreFullException) { /* It is going to look anyway. */ }
        catch (ObjectDisposedException) { /* Stopped meanwhile. */ }
    }

    private async Task RunAsync()
    {
        try
        {
            await SendAsync(StatusTrigger.NucleusLaunch, deployment: null).ConfigureAwait(false);
            while (true)
            {
                await _happened.WaitAsync(_stopping.Token).ConfigureAwait(false);
                if (Why() is { } trigger) await SendAsync(trigger, deployment: null).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    /// <summary>What there is to send now; null for nothing yet.</summary>
    private string? Why()
    {
        if (_cadenceDue)
        {
            _cadenceDue = false;
            return StatusTrigger.Cadence;
        }
        if (_reconnected)
        {
            _reconnected = false;
            var now = _parts.Time.GetTimestamp();
            var isEmpty = _changes.IsEmpty;
            if (!isEmpty || _lastReconnect == 0 || _parts.Time.GetElapsedTime(_lastReconnect, now) >= BetweenEmptyReconnects)
            {
                _lastReconnect = now;
                return StatusTrigger.Reconnect;
            }
        }
        if (_changes.HasErrored) return StatusTrigger.ComponentStatusChange;
        if (_parts.IsDeploying()) return null;
        var isSettled = !_changes.IsEmpty && _parts.Components.List().All(component => IsSettled(component.State));
        return _changes.HasBroken || isSettled ? StatusTrigger.ComponentStatusChange : null;
    }

    private static bool IsSettled(LifecycleState state) => state is LifecycleState.Running or LifecycleState.Finished or LifecycleState.Broken;

    private async Task SendAsync(string trigger, EndedDeployment? deployment)
    {
        await _sending.WaitAsync(_stopping.Token).ConfigureAwait(false);
        try
        {
            var all = _parts.Components.List();
            var changes = _changes.Take();
            var told = StatusTrigger.IsComplete(trigger) ? all.Concat(changes.Where(change => IsGone(change, all))) : changes;
            try
            {
                var at = _parts.Time.GetUtcNow();
                await StoreAsync(trigger, at, StatusMessages.Compose(_parts.Device, _sequence.Next(), at, trigger, all, [.. told], deployment)).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ShorelineException)
            {
                _changes.PutBack(changes);
                FleetStatusLog.NotStored(_parts.Logger, trigger, e.Message);
            }
        }
        finally
        {
            _sending.Release();
        }
    }

    private static bool IsGone(ComponentView component, IReadOnlyList<ComponentView> all) => !all.Any(there => there.Record.Name == component.Record.Name);

    private async Task StoreAsync(string trigger, DateTimeOffset at, IReadOnlyList<byte[]> payloads)
    {
        foreach (var payload in payloads)
        {
            await _parts.Stream.AppendAsync(StatusRecord.Encode(_parts.Device.Thing, at, payload)).ConfigureAwait(false);
            try
            {
                var message = new ProxyRecord { Topic = $"$aws/things/{_parts.Device.Thing}/greengrassv2/health/json", Qos = 1, Payload = payload };
                await _parts.Proxy.PublishAsync(message, CancellationToken.None).ConfigureAwait(false);
            }
            catch (MqttProxyException e)
            {
                FleetStatusLog.NotPublished(_parts.Logger, trigger, _parts.Stream.Name, e.Message);
            }
        }
    }
}
