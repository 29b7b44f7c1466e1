using Microsoft.Extensions.Logging;
using Shoreline.Messaging;
using Shoreline.Streams;

namespace Shoreline.Edge.MqttProxy;

/// <summary>The broker above the gateway, for components (greengrass-ipc, 6.2): what they publish waits in a durable stream, what they subscribe to is shared.</summary>
/// <remarks>Disposing it stops publishing; what waits is published after the next start.</remarks>
internal sealed class MqttProxyService : IAsyncDisposable
{
    private readonly MqttClient _client;
    private readonly MqttForwarder _forwarder;
    private readonly UpstreamSubscriptions _subscriptions;

    /// <param name="upstream">The broker above, which has a client id of its own here; the gateway's own broker where there is none.</param>
    /// <exception cref="Core.InvalidInputException">The options of the connection are out of their range.</exception>
    /// <exception cref="IOException">The stream could not be made.</exception>
    public MqttProxyService(MqttClientOptions upstream, StreamStore store, MqttProxyOptions options, ILogger logger, TimeProvider time)
    {
        _client = MqttClient.Create(upstream, logger, time);
        Connection = new ConnectionWatch(_client);
        Spool = new MqttSpool(store, options, () => _client.IsConnected);
        _subscriptions = new UpstreamSubscriptions(_client, options, logger, time);
        _forwarder = new MqttForwarder(Spool, _client, store, logger, time);
        _client.Start();
    }

    public MqttSpool Spool { get; }

    public ConnectionWatch Connection { get; }

    public bool IsConnected => _client.IsConnected;

    /// <summary>Messages that were not sent because their time had run out.</summary>
    public long Expired => _forwarder.Expired;

    /// <inheritdoc cref="MqttSpool.PublishAsync"/>
    public ValueTask PublishAsync(ProxyRecord message, CancellationToken cancellationToken) => Spool.PublishAsync(message, cancellationToken);

    /// <summary>Subscriptions that the broker refused after it had granted them, each attempt counted.</summary>
    public long RefusedSubscriptions => _subscriptions.Refused;

    /// <inheritdoc cref="UpstreamSubscriptions.SubscribeAsync"/>
    public Task<IDisposable> SubscribeAsync(
        string filter, int qos, Action<MqttMessage> deliver, Action<MqttProxyException> lost, CancellationToken cancellationToken) =>
        _subscriptions.SubscribeAsync(filter, qos, deliver, lost, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _forwarder.DisposeAsync().ConfigureAwait(false);
        await _subscriptions.DisposeAsync().ConfigureAwait(false);
        Connection.Dispose();
        await _client.DisposeAsync().ConfigureAwait(false);
    }
}
