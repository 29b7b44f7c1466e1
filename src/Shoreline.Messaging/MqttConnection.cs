using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Shoreline.Messaging.Native.Mosquitto;

namespace Shoreline.Messaging;

/// <summary>Keeps one connection to a broker: connects, subscribes, notices the end, pauses, connects again, for ever.</summary>
internal sealed class MqttConnection : IAsyncDisposable
{
    private sealed record Subscription(string Filter, int Qos, Func<MqttMessage, ValueTask> Handler, Action<MqttRefusedException>? Refused)
    {
        public TaskCompletionSource Ready { get; init; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private readonly MqttClientOptions _options;
    private readonly string _clientId;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly Action _stateChanged;
    private readonly ReceiveQueue _received;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _subscribing = new(1);
    private ImmutableList<Subscription> _subscriptions = [];
    private volatile MqttSession? _session; // set while connected and subscribed
    private Task _connecting = Task.CompletedTask;
    private Task _dispatching = Task.CompletedTask;

    public MqttConnection(MqttClientOptions options, string clientId, ILogger logger, TimeProvider time, Action stateChanged)
    {
        (_options, _clientId, _logger, _time, _stateChanged) = (options, clientId, logger, time, stateChanged);
        _received = new ReceiveQueue(options.ReceiveQueueMessages, options.ReceiveQueueBytes);
    }

    public bool IsConnected => _session is not null;

    public string? LastError { get; private set; }

    public void Start()
    {
        _connecting = Task.Run(ConnectForEverAsync);
        _dispatching = Task.Run(DispatchAsync);
    }

    public ValueTask<int> PublishAsync(
        string topic, ReadOnlyMemory<byte> payload, MqttPublishOptions options, CancellationToken cancellationToken) =>
        _session is { } session
            ? session.PublishAsync(topic, payload, options, cancellationToken)
            : throw new MqttDisconnectedException(
                $"Not connected to {_options.Broker}: {LastError ?? "not yet tried"}. Send again once connected.");

    /// <summary>Completes when the broker has the subscription, now or after the next connect. One of this filter and handler that is in force already gets the new QoS.</summary>
    /// <param name="refused">See <see cref="MqttClient"/>.</param>
    public async ValueTask SubscribeAsync(
        string filter, int qos, Func<MqttMessage, ValueTask> handler, Action<MqttRefusedException>? refused, CancellationToken cancellationToken)
    {
        await _subscribing.WaitAsync(cancellationToken);
        var earlier = _subscriptions.Find(s => s.Filter == filter && s.Handler == handler);
        var subscription = new Subscription(filter, qos, handler, refused);
        if (earlier is { Ready.Task.IsCompleted: false }) subscription = subscription with { Ready = earlier.Ready }; // whoever waits for that one waits for this one
        try
        {
            ImmutableInterlocked.Update(ref _subscriptions, list => earlier is null ? list.Add(subscription) : list.Replace(earlier, subscription));
            if (_session is { } session) await SubscribeAsync(session, subscription);
        }
        catch (MqttDisconnectedException)
        {
            // It stays in the list and is made with the next connection, which the await below waits for.
        }
        catch (MqttException)
        {
            ImmutableInterlocked.Update(ref _subscriptions, list => earlier is null ? list.Remove(subscription) : list.Replace(subscription, earlier));
            throw;
        }
        finally
        {
            _subscribing.Release();
        }
        await subscription.Ready.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Ends the subscription that this handler was given to; no failure where there is none.</summary>
    public async ValueTask UnsubscribeAsync(string filter, Func<MqttMessage, ValueTask> handler)
    {
        await _subscribing.WaitAsync();
        try
        {
            ImmutableInterlocked.Update(ref _subscriptions, list => list.RemoveAll(s => s.Filter == filter && s.Handler == handler));
            if (_session is { } session && !_subscriptions.Exists(s => s.Filter == filter)) session.Unsubscribe(filter);
        }
        catch (MqttDisconnectedException)
        {
            // The next connection begins without it.
        }
        finally
        {
            _subscribing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _connecting;
        _received.Complete();
        await _dispatching;
        foreach (var subscription in _subscriptions) subscription.Ready.TrySetCanceled();
        _stopping.Dispose();
        _subscribing.Dispose();
    }

    private async Task ConnectForEverAsync()
    {
        var pause = new ReconnectPause(_options.ReconnectMin, _options.ReconnectMax);
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                Report(await ConnectOnceAsync(pause));
                await Task.Delay(pause.Next(), _time, _stopping.Token);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>One session from attempt to end; returns why it ended.</summary>
    private async Task<string> ConnectOnceAsync(ReconnectPause pause)
    {
        MqttSession session;
        try
        {
            session = new MqttSession(_options, _clientId, _received);
        }
        catch (Exception e) when (e is MqttException or System.ComponentModel.Win32Exception)
        {
            return e.Message; // a certificate that cannot be read, or no descriptor left: tried again like any other failure
        }
        using var ending = session;
        var running = Task.Factory.StartNew(session.Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        string? refused = null;
        using (_stopping.Token.Register(session.Close))
        {
            try
            {
                if (await session.Connected && await TakeAsync(session))
                {
                    pause.Reset();
                    LastError = null;
                    MessagingLog.Connected(_logger, _clientId, _options.Broker);
                    _stateChanged();
                }
            }
            catch (MqttException e)
            {
                refused = e.Message;
                session.Close();
            }
            finally
            {
                await running; // always: the session must outlive its thread
            }
        }
        _session = null;
        return refused ?? session.CloseReason ?? "";
    }

    /// <summary>Makes every subscription on the new session and then lets callers use it.</summary>
    private async Task<bool> TakeAsync(MqttSession session)
    {
        await _subscribing.WaitAsync(_stopping.Token);
        try
        {
            foreach (var subscription in _subscriptions) await MakeAsync(session, subscription);
            _session = session;
            return session.CloseReason is null;
        }
        finally
        {
            _subscribing.Release();
        }
    }

    /// <summary>
    /// Makes a subscription on a new session. A refusal of one that was never in force is its caller's, and of one whose owner wants to hear of it, its owner's; the others must not wait for it.
    /// </summary>
    private async ValueTask MakeAsync(MqttSession session, Subscription subscription)
    {
        try
        {
            await SubscribeAsync(session, subscription);
        }
        catch (MqttRefusedException e) when (!subscription.Ready.Task.IsCompleted || subscription.Refused is not null)
        {
            ImmutableInterlocked.Update(ref _subscriptions, list => list.Remove(subscription));
            if (subscription.Ready.Task.IsCompleted) subscription.Refused!(e);
            else subscription.Ready.TrySetException(e);
            _ = subscription.Ready.Task.Exception; // its caller may have gone
        }
    }

    private async ValueTask SubscribeAsync(MqttSession session, Subscription subscription)
    {
        var qos = _subscriptions.Where(s => s.Filter == subscription.Filter).Max(s => s.Qos); // the broker knows one of a filter: the highest of all that share it
        var reason = await session.SubscribeAsync(subscription.Filter, qos, _stopping.Token);
        if (reason >= MqttProtocol.FirstFailureReason)
        {
            throw new MqttRefusedException(
                $"{_options.Broker} refuses the subscription to '{subscription.Filter}': {MosquittoNative.ReasonText(reason)} (0x{reason:x2}).", reason);
        }
        subscription.Ready.TrySetResult();
    }

    private void Report(string reason)
    {
        _session = null;
        if (_stopping.IsCancellationRequested) return;
        if (LastError != reason) MessagingLog.Disconnected(_logger, _clientId, _options.Broker, reason); // once per reason, not per attempt
        LastError = reason;
        _stateChanged();
    }

    private async Task DispatchAsync()
    {
        await foreach (var message in _received.Reader.ReadAllAsync())
        {
            foreach (var subscription in _subscriptions)
            {
                if (_stopping.IsCancellationRequested) return;
                if (MosquittoNative.TopicMatches(subscription.Filter, message.Topic, out var matches) != MosquittoError.Success || !matches)
                {
                    continue;
                }
                try
                {
                    await subscription.Handler(message);
                }
                catch (Exception e) // a handler's failure is its own; the next message still has to be handled
                {
                    MessagingLog.HandlerFailed(_logger, e, _clientId, subscription.Filter, message.Topic);
                }
            }
            _received.Done(message);
        }
    }
}
