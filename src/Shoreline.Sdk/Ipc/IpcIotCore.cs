using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Sdk.Ipc;

/// <summary>Messages to and from the MQTT broker above the gateway (greengrass-ipc, 6.2).</summary>
public sealed class IpcIotCore
{
    private readonly IpcSession _session;

    internal IpcIotCore(IpcSession session) => _session = session;

    /// <summary>Publishes. Completes when the gateway's spool has the message, which may be long before the broker has it.</summary>
    /// <param name="qos">One of <see cref="Qualities"/>.</param>
    /// <exception cref="IpcServiceException">The spool is full.</exception>
    /// <exception cref="IpcUnauthorizedException">The component may not publish there.</exception>
    public Task PublishAsync(
        string topic, ReadOnlyMemory<byte> payload, string qos = Qualities.AtLeastOnce, CancellationToken cancellationToken = default) =>
        PublishAsync(new PublishToIoTCoreRequest { TopicName = topic, Payload = payload, Qos = qos }, cancellationToken);

    /// <summary>Publishes with all that MQTT 5 offers: retain, user properties, expiry, correlation, content type.</summary>
    /// <inheritdoc cref="PublishAsync(string, ReadOnlyMemory{byte}, string, CancellationToken)"/>
    public Task PublishAsync(PublishToIoTCoreRequest message, CancellationToken cancellationToken = default) =>
        _session.AskAsync(IpcOperations.PublishToIoTCore, message, cancellationToken);

    /// <summary>Subscribes. Completes when the broker has accepted it.</summary>
    /// <param name="qos">One of <see cref="Qualities"/>.</param>
    /// <param name="cancellationToken">Ends the subscription, now or later.</param>
    /// <exception cref="IpcServiceException">The broker refused; <see cref="IpcServiceException.Context"/> has its reason.</exception>
    /// <exception cref="IpcUnauthorizedException">The component may not subscribe to this.</exception>
    public Task<IpcEvents<MqttMessage>> SubscribeAsync(
        string topic, string qos = Qualities.AtLeastOnce, CancellationToken cancellationToken = default) =>
        _session.SubscribeAsync(
            IpcOperations.SubscribeToIoTCore, new SubscribeToIoTCoreRequest { TopicName = topic, Qos = qos }, static e =>
                e.Message, cancellationToken);

    /// <summary>Whether the gateway is connected to the broker: now, and at each change. Not offered by older nuclei.</summary>
    /// <param name="cancellationToken">Ends the subscription, now or later.</param>
    public Task<IpcEvents<ConnectionStatusEvent>> SubscribeToConnectionStatusAsync(CancellationToken cancellationToken = default) =>
        _session.SubscribeAsync(
            IpcOperations.SubscribeToIoTCoreConnectionStatus, Empty.Value, static e => e.ConnectionStatusEvent, cancellationToken);
}
