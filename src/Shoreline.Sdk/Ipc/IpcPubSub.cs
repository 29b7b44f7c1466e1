using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Sdk.Ipc;

/// <summary>
/// Messages between the components of this gateway (greengrass-ipc, 6.1). Nothing is kept: who subscribes later has missed it.
/// </summary>
public sealed class IpcPubSub
{
    private readonly IpcSession _session;

    internal IpcPubSub(IpcSession session) => _session = session;

    // hot: per message
    /// <summary>Publishes bytes. Completes when the nucleus has taken the message, whether somebody listens or not.</summary>
    /// <exception cref="IpcUnauthorizedException">The component may not publish there.</exception>
    public Task PublishAsync(string topic, ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default)
    {
        var buffer = Begin(topic, "binaryMessage"u8);
        buffer.Json.WriteBase64String("message"u8, message.Span);
        return EndAsync(buffer, cancellationToken);
    }

    /// <summary>Publishes a JSON value. Classic nuclei take objects only, and turn whole numbers into floating ones.</summary>
    /// <exception cref="IpcUnauthorizedException">The component may not publish there.</exception>
    public Task PublishJsonAsync(string topic, JsonNode? message, CancellationToken cancellationToken = default)
    {
        var buffer = Begin(topic, "jsonMessage"u8);
        buffer.Json.WritePropertyName("message"u8);
        if (message is null) buffer.Json.WriteNullValue();
        else message.WriteTo(buffer.Json);
        return EndAsync(buffer, cancellationToken);
    }

    /// <summary>Publishes a value as JSON.</summary>
    /// <param name="type">Of a generated <c>JsonSerializerContext</c>.</param>
    /// <exception cref="IpcUnauthorizedException">The component may not publish there.</exception>
    public Task PublishJsonAsync<T>(string topic, T message, JsonTypeInfo<T> type, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(type);
        var buffer = Begin(topic, "jsonMessage"u8);
        buffer.Json.WritePropertyName("message"u8);
        JsonSerializer.Serialize(buffer.Json, message, type);
        return EndAsync(buffer, cancellationToken);
    }

    /// <summary>
    /// Subscribes to a topic, or to many: <c>+</c> stands for a level, <c>#</c> at the end for one or more. Completes when the subscription
    /// stands.
    /// </summary>
    /// <param name="receiveMode">
    /// One of <see cref="ReceiveModes"/>: whether what this component itself publishes comes too. Default: it does, unless the topic has
    /// wildcards.
    /// </param>
    /// <param name="cancellationToken">Ends the subscription, now or later.</param>
    /// <exception cref="IpcUnauthorizedException">The component may not subscribe to this.</exception>
    public Task<IpcEvents<PubSubMessage>> SubscribeAsync(
        string topic, string? receiveMode = null, CancellationToken cancellationToken = default) =>
        _session.SubscribeAsync(
            IpcOperations.SubscribeToTopic, new SubscribeToTopicRequest { Topic = topic, ReceiveMode = receiveMode }, PubSubMessage.Of,
            cancellationToken);

    private RequestBuffer Begin(string topic, ReadOnlySpan<byte> kind)
    {
        var buffer = _session.Rent();
        buffer.Json.WriteStartObject();
        buffer.Json.WriteString("topic"u8, topic);
        buffer.Json.WriteStartObject("publishMessage"u8);
        buffer.Json.WriteStartObject(kind);
        return buffer;
    }

    private Task<Empty> EndAsync(RequestBuffer buffer, CancellationToken cancellationToken)
    {
        buffer.Json.WriteEndObject();
        buffer.Json.WriteEndObject();
        buffer.Json.WriteEndObject();
        return _session.AskAsync(IpcOperations.PublishToTopic, IpcOperations.PublishToTopic.Response, buffer, cancellationToken);
    }
}
