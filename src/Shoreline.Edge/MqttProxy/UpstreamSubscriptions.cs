using System.Collections.Immutable;
using Shoreline.Messaging;

namespace Shoreline.Edge.MqttProxy;

/// <summary>Subscriptions at the broker above, one for each filter, shared by all that ask for it. Thread-safe.</summary>
/// <remarks>
/// They are made at QoS 1, whatever was asked for: who asked for less gets no less, and who asked for more is not cut short by another. After a reconnect the client makes them again. Retained messages
/// come when the first of a filter subscribes.
/// </remarks>
internal sealed class UpstreamSubscriptions(MqttClient client, int maxFilters) : IAsyncDisposable
{
    private const int Qos = 1;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Shared> _filters = new(StringComparer.Ordinal);
    private readonly HashSet<Task> _ending = [];

    /// <summary>Completes when the broker confirmed, so it waits while there is no connection.</summary>
    /// <param name="deliver">Called for each message, one at a time; must return at once and not throw.</param>
    /// <returns>Ends it.</returns>
    /// <exception cref="MqttProxyException">The broker said no, or there are too many.</exception>
    public async Task<IDisposable> SubscribeAsync(string filter, Action<MqttMessage> deliver, CancellationToken cancellationToken)
    {
        var receiver = new Receiver(this, filter, deliver);
        try
        {
            await Join(receiver).WaitAsync(cancellationToken).ConfigureAwait(false);
            return receiver;
        }
        catch (Exception e)
        {
            receiver.Dispose();
            if (e is not MqttException refusal) throw;
            throw new MqttProxyException($"Subscribe to topic {filter} failed: {e.Message}", (refusal as MqttRefusedException)?.ReasonCode, e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task[] ending;
        lock (_gate)
        {
            foreach (var shared in _filters.Values.ToList()) End(shared);
            _filters.Clear();
            ending = [.. _ending];
        }
        await Task.WhenAll(ending).ConfigureAwait(false);
    }

    private Task Join(Receiver receiver)
    {
        lock (_gate)
        {
            if (!_filters.TryGetValue(receiver.Filter, out var shared))
            {
                if (_filters.Count >= maxFilters)
                    throw new MqttProxyException($"Subscribe to topic {receiver.Filter} failed: {maxFilters:N0} filters are subscribed to already");
                shared = _filters[receiver.Filter] = new Shared(receiver.Filter);
                shared.Ready = client.SubscribeAsync(receiver.Filter, Qos, shared.Handler, shared.Ending.Token).AsTask();
            }
            shared.Receivers = shared.Receivers.Add(receiver);
            return shared.Ready;
        }
    }

    private void Leave(Receiver receiver)
    {
        lock (_gate)
        {
            if (!_filters.TryGetValue(receiver.Filter, out var shared) || !shared.Receivers.Contains(receiver)) return;
            shared.Receivers = shared.Receivers.Remove(receiver);
            if (!shared.Receivers.IsEmpty) return;
            _filters.Remove(receiver.Filter);
            End(shared);
        }
    }

    /// <summary>Begun within the lock, so that the broker sees endings and beginnings of a filter in our order.</summary>
    private void End(Shared shared)
    {
        shared.Ending.Cancel();
        var ending = EndAsync(shared);
        if (ending.IsCompleted) return;
        _ending.Add(ending);
        ending.ContinueWith(Ended, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private async Task EndAsync(Shared shared)
    {
        try
        {
            await client.UnsubscribeAsync(shared.Filter, shared.Handler).ConfigureAwait(false);
        }
        catch (Exception e) when (e is MqttException or ObjectDisposedException)
        {
            // The connection is gone, and the subscription with it.
        }
        await shared.Ready.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        shared.Ending.Dispose();
    }

    private void Ended(Task ending)
    {
        lock (_gate) _ending.Remove(ending);
    }

    private sealed class Shared
    {
        public Shared(string filter)
        {
            Filter = filter;
            Handler = Deliver; // one delegate: the client knows the subscription by it
        }

        public string Filter { get; }

        public Func<MqttMessage, ValueTask> Handler { get; }

        public CancellationTokenSource Ending { get; } = new();

        public Task Ready { get; set; } = Task.CompletedTask;

        public ImmutableList<Receiver> Receivers { get; set; } = [];

        private ValueTask Deliver(MqttMessage message)
        {
            foreach (var receiver in Receivers) receiver.Deliver(message);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Receiver(UpstreamSubscriptions owner, string filter, Action<MqttMessage> deliver) : IDisposable
    {
        public string Filter => filter;

        public Action<MqttMessage> Deliver => deliver;

        public void Dispose() => owner.Leave(this);
    }
}
