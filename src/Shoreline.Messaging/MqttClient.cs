using Microsoft.Extensions.Logging;
using Shoreline.Core;
using Shoreline.Core.Native;
using Shoreline.Messaging.Native.Mosquitto;

namespace Shoreline.Messaging;

/// <summary>An MQTT 5 client that stays connected by itself. All members may be used from any thread.</summary>
/// <remarks>
/// <para>Nothing is sent twice by the client: a message whose confirmation did not come fails with <see cref="MqttDisconnectedException"/>,
/// and the caller sends it again. Received messages come at least once while connected; what passes while there is no connection is missed
/// (the records protocol above it asks again).</para>
/// <para>The first subscription opens a second connection, with the client id and "-in" at its end. Handlers that are slow stop the reading
/// from that one only, so a publish that a handler waits for is still confirmed.</para>
/// </remarks>
public sealed class MqttClient : IAsyncDisposable
{
    private readonly MqttClientOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly string _clientId;
    private readonly MqttConnection _out;
    private readonly Lock _changing = new(); // guards _in, _started, _disposed
    private readonly Lock _telling = new(); // one change is told at a time, in order
    private MqttConnection? _in;
    private TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _started, _disposed, _told;

    private MqttClient(MqttClientOptions options, ILogger logger, TimeProvider time)
    {
        (_options, _logger, _time) = (options, logger, time);
        _clientId = options.ClientId ?? $"shoreline-{Random.Shared.NextInt64():x16}";
        _out = new MqttConnection(options, _clientId, logger, time, StateChanged);
    }

    /// <summary>
    /// Raised with <see cref="IsConnected"/>'s new value, one at a time, off the caller's thread. Return quickly and do not throw.
    /// </summary>
    public event Action<bool>? ConnectionChanged;

    /// <summary>True while messages can be sent and, where there are subscriptions, all of them are in force.</summary>
    public bool IsConnected => _out.IsConnected && Volatile.Read(ref _in) is null or { IsConnected: true };

    /// <summary>Why there is no connection; null while there is one, or before the first attempt.</summary>
    public string? LastError => _out.LastError ?? Volatile.Read(ref _in)?.LastError;

    /// <exception cref="InvalidInputException">An option is out of its range.</exception>
    /// <exception cref="MissingDependencyException">libmosquitto is not installed.</exception>
    public static MqttClient Create(MqttClientOptions options, ILogger logger, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Broker.Scheme is not ("mqtt" or "mqtts") || options.Broker.Host.Length == 0)
        {
            throw new InvalidInputException($"'{options.Broker}' is no broker address: write mqtt://host:port or mqtts://host:port.");
        }
        if (options.KeepAliveSeconds is < 5 or > ushort.MaxValue)
        {
            throw OutOfRange("KeepAliveSeconds", options.KeepAliveSeconds, "5 to 65,535");
        }
        if (options.MaxInFlight is < 1 or > ushort.MaxValue) throw OutOfRange("MaxInFlight", options.MaxInFlight, "1 to 65,535");
        if (options.ReceiveQueueMessages < 1) throw OutOfRange("ReceiveQueueMessages", options.ReceiveQueueMessages, "1 or more");
        _ = NativeLibraries.Load("mosquitto"); // here, where the caller hears of it, and not later on a thread of ours
        return new MqttClient(options, logger, time ?? TimeProvider.System);
    }

    /// <summary>Connects in the background, and again whenever the connection drops.</summary>
    public void Start()
    {
        lock (_changing)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_started) return;
            _started = true;
            _out.Start();
            _in?.Start();
        }
    }

    /// <summary>Completes at once if connected, else with the next connection.</summary>
    public async ValueTask WaitConnectedAsync(CancellationToken cancellationToken = default)
    {
        while (!IsConnected)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            await Volatile.Read(ref _connected).Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Sends a message. At QoS 1 and 2 it completes when the broker confirmed; the payload is copied before the first wait for the network.
    /// </summary>
    /// <remarks>Above <see cref="MqttClientOptions.MaxInFlight"/> unconfirmed messages it waits for its turn; until then the payload must
    /// not change.</remarks>
    /// <exception cref="MqttDisconnectedException">No connection, or it dropped before the confirmation: send again.</exception>
    /// <exception cref="MqttRefusedException">The broker said no.</exception>
    public async ValueTask PublishAsync(
        string topic, ReadOnlyMemory<byte> payload, MqttPublishOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        options ??= MqttPublishOptions.Default;
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)options.Qos, 2u, nameof(options));
        var reason = await _out.PublishAsync(topic, payload, options, cancellationToken);
        if (reason >= MqttProtocol.FirstFailureReason)
        {
            throw new MqttRefusedException(
                $"{_options.Broker} refuses {payload.Length:N0} bytes to '{topic}': {MosquittoNative.ReasonText(reason)} (0x{reason:x2}).", reason);
        }
    }

    /// <summary>
    /// Has <paramref name="handler"/> called for each message, one at a time over all subscriptions; in force again after every reconnect.
    /// </summary>
    /// <remarks>Completes when the broker confirmed, so it waits while there is no connection. Where filters overlap, a message may come
    /// more than once.</remarks>
    /// <exception cref="MqttRefusedException">The broker said no.</exception>
    public ValueTask SubscribeAsync(string filter, int qos, Func<MqttMessage, ValueTask> handler, CancellationToken cancellationToken = default) =>
        SubscribeAsync(filter, qos, handler, refused: null, cancellationToken);

    /// <summary>The same for a subscription that the client can be without. Asked again with the same handler it gets the new QoS.</summary>
    /// <param name="refused">
    /// Called where the broker refuses after a reconnect what it had granted before: the subscription is over then, and the client goes on without. Must return at once and not throw. With null
    /// the client counts as not connected, and connects again until the broker grants it.
    /// </param>
    /// <exception cref="MqttRefusedException">The broker said no. An earlier QoS stays.</exception>
    public ValueTask SubscribeAsync(
        string filter, int qos, Func<MqttMessage, ValueTask> handler, Action<MqttRefusedException>? refused, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(filter);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)qos, 1u, nameof(qos));
        MqttConnection connection;
        lock (_changing)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            connection = _in ??= OpenSecond();
        }
        StateChanged(); // a second connection that is still on its way makes the client as a whole not connected
        return connection.SubscribeAsync(filter, qos, handler, refused, cancellationToken);
    }

    /// <summary>
    /// Ends the subscription of a filter and handler, also one that still waits for its confirmation. No failure where there is none.
    /// </summary>
    public ValueTask UnsubscribeAsync(string filter, Func<MqttMessage, ValueTask> handler) =>
        Volatile.Read(ref _in) is { } connection ? connection.UnsubscribeAsync(filter, handler) : ValueTask.CompletedTask;

    /// <summary>
    /// Says goodbye and ends. Publishes under way fail with <see cref="MqttDisconnectedException"/>; queued messages are not handled any
    /// more.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        lock (_changing)
        {
            if (_disposed) return;
            _disposed = true;
        }
        if (_in is { } second) await second.DisposeAsync();
        await _out.DisposeAsync();
        StateChanged();
        var connected = Volatile.Read(ref _connected);
        connected.TrySetException(new ObjectDisposedException(nameof(MqttClient)));
        _ = connected.Task.Exception; // nobody need be waiting: it is no unobserved failure then
    }

    private MqttConnection OpenSecond()
    {
        var connection = new MqttConnection(_options, _clientId + "-in", _logger, _time, StateChanged);
        if (_started) connection.Start();
        return connection;
    }

    private void StateChanged()
    {
        lock (_telling)
        {
            var now = IsConnected;
            if (now == _told) return;
            _told = now;
            if (now) _connected.TrySetResult();
            else Volatile.Write(ref _connected, new(TaskCreationOptions.RunContinuationsAsynchronously));
            ConnectionChanged?.Invoke(now);
        }
    }

    private static InvalidInputException OutOfRange(string name, int value, string range) => new($"{name} is {value}; it must be {range}.");
}
