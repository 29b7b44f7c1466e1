using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Shoreline.Messaging;

namespace Shoreline.Edge.MqttProxy;

/// <summary>Subscriptions at the broker above, one for each filter, shared by all that ask for it. Thread-safe.</summary>
/// <remarks>
/// They are made at the highest QoS that was asked for, and raised when somebody asks for more. They are not lowered again while anybody is left: the broker sends its retained messages anew whenever
/// a subscription is made, as it does on a raise. After a reconnect the client makes them again; one that the broker refuses then, by rights that were changed say, is tried again after growing
/// pauses, and given up after some, while the others go on.
/// </remarks>
internal sealed class UpstreamSubscriptions(MqttClient client, MqttProxyOptions options, ILogger logger, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Shared> _filters = new(StringComparer.Ordinal);
    private readonly HashSet<Task> _ending = [];
    private long _refused;

    /// <summary>How often the broker refused what it had granted before.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Completes when the broker confirmed, so it waits while there is no connection.</summary>
    /// <param name="qos">0 or 1; messages may come at a higher one.</param>
    /// <param name="deliver">Called for each message, one at a time; must return at once and not throw.</param>
    /// <param name="lost">Called where the broker takes the subscription away for good; so it must, too.</param>
    /// <returns>Ends it.</returns>
    /// <exception cref="MqttProxyException">The broker said no, or there are too many.</exception>
    public async Task<IDisposable> SubscribeAsync(
        string filter, int qos, Action<MqttMessage> deliver, Action<MqttProxyException> lost, CancellationToken cancellationToken)
    {
        var receiver = new Receiver(this, filter, deliver, lost);
        try
        {
            await Join(receiver, qos).WaitAsync(cancellationToken).ConfigureAwait(false);
            return receiver;
        }
        catch (Exception e)
        {
            receiver.Dispose();
            if (e is not MqttException refusal) throw;
            throw Failure(filter, refusal);
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

    private static MqttProxyException Failure(string filter, MqttException e) =>
        new($"Subscribe to topic {filter} failed: {e.Message}", (e as MqttRefusedException)?.ReasonCode, e);

    private Task Join(Receiver receiver, int qos)
    {
        lock (_gate)
        {
            if (!_filters.TryGetValue(receiver.Filter, out var shared))
            {
                if (_filters.Count >= options.Filters)
                    throw new MqttProxyException($"Subscribe to topic {receiver.Filter} failed: {options.Filters:N0} filters are subscribed to already");
                shared = _filters[receiver.Filter] = new Shared(receiver.Filter) { Qos = qos };
                shared.Ready = MakeAsync(shared);
            }
            else if (qos > shared.Qos)
            {
                shared.Ready = RaiseAsync(shared, shared.Ready, shared.Qos);
                shared.Qos = qos;
            }
            shared.Receivers = shared.Receivers.Add(receiver);
            return shared.Ready;
        }
    }

    private Task MakeAsync(Shared shared) =>
        client.SubscribeAsync(shared.Filter, shared.Qos, shared.Handler, refusal => Lose(shared, refusal), shared.Ending.Token).AsTask();

    /// <param name="before">What is under way already.</param>
    /// <param name="from">The QoS that stays where the broker refuses the new one.</param>
    private async Task RaiseAsync(Shared shared, Task before, int from)
    {
        await Task.Yield(); // the new QoS is set before this goes on
        await before.ConfigureAwait(false);
        try
        {
            await MakeAsync(shared).ConfigureAwait(false);
        }
        catch (MqttException)
        {
            lock (_gate) (shared.Ready, shared.Qos) = (before, from);
            throw;
        }
    }

    /// <summary>The broker took a subscription away: who asks for it meanwhile waits for the outcome.</summary>
    private void Lose(Shared shared, MqttRefusedException refusal)
    {
        Interlocked.Increment(ref _refused);
        lock (_gate)
        {
            if (_filters.GetValueOrDefault(shared.Filter) == shared) shared.Ready = GetBackAsync(shared, refusal);
        }
    }

    private async Task GetBackAsync(Shared shared, MqttRefusedException refusal)
    {
        var pause = new Backoff(options.SubscribePause, LongestPause);
        for (var attempt = 1; attempt <= options.SubscribeAttempts; attempt++)
        {
            var wait = pause.Next();
            MqttProxyLog.SubscriptionRefused(logger, shared.Filter, refusal.Message, wait.TotalSeconds, attempt, options.SubscribeAttempts);
            await Task.Delay(wait, time, shared.Ending.Token).ConfigureAwait(false);
            try
            {
                await MakeAsync(shared).ConfigureAwait(false);
                return;
            }
            catch (MqttRefusedException e)
            {
                refusal = e;
                Interlocked.Increment(ref _refused);
            }
        }
        GiveUp(shared, refusal);
        throw refusal; // for those who came meanwhile
    }

    private void GiveUp(Shared shared, MqttRefusedException refusal)
    {
        ImmutableList<Receiver> receivers;
        lock (_gate)
        {
            if (_filters.GetValueOrDefault(shared.Filter) != shared) return; // all left
            receivers = shared.Receivers;
            shared.Receivers = [];
            _filters.Remove(shared.Filter);
            End(shared);
        }
        MqttProxyLog.SubscriptionLost(logger, shared.Filter, options.SubscribeAttempts, refusal.Message, receivers.Count);
        foreach (var receiver in receivers) receiver.Lost(Failure(shared.Filter, refusal));
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

        public required int Qos { get; set; }

        public Task Ready { get; set; } = Task.CompletedTask;

        public ImmutableList<Receiver> Receivers { get; set; } = [];

        private ValueTask Deliver(MqttMessage message)
        {
            foreach (var receiver in Receivers) receiver.Deliver(message);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Receiver(UpstreamSubscriptions owner, string filter, Action<MqttMessage> deliver, Action<MqttProxyException> lost) : IDisposable
    {
        public string Filter => filter;

        public Action<MqttMessage> Deliver => deliver;

        public Action<MqttProxyException> Lost => lost;

        public void Dispose() => owner.Leave(this);
    }
}
