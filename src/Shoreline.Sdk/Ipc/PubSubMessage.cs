using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Sdk.Ipc;

/// <summary>A message from another component, or from this one. It is bytes or a JSON value.</summary>
public sealed class PubSubMessage
{
    private readonly ReadOnlyMemory<byte> _binary;

    private PubSubMessage(string topic, ReadOnlyMemory<byte> binary, JsonElement? json) => (Topic, _binary, Json) = (topic, binary, json);

    /// <summary>Where it was published.</summary>
    public string Topic { get; }

    /// <summary>Null where the message is bytes.</summary>
    public JsonElement? Json { get; }

    /// <summary>The bytes; of a JSON value, its text in UTF-8.</summary>
    public ReadOnlyMemory<byte> Payload => Json is { } json ? Encoding.UTF8.GetBytes(json.GetRawText()) : _binary;

    /// <summary>The bytes as UTF-8; of a JSON value, its text.</summary>
    public string Text => Json is { } json ? json.GetRawText() : Encoding.UTF8.GetString(_binary.Span);

    /// <summary>Reads the message, however it was sent, as JSON of a type.</summary>
    /// <param name="type">Of a generated <c>JsonSerializerContext</c>.</param>
    /// <exception cref="JsonException">It is no such JSON.</exception>
    public T? As<T>(JsonTypeInfo<T> type) => Json is { } json ? json.Deserialize(type) : JsonSerializer.Deserialize(_binary.Span, type);

    internal static PubSubMessage? Of(SubscriptionResponseMessage message) => message switch
    {
        { JsonMessage: { } json } => new(json.Context?.Topic ?? "", default, json.Message),
        { BinaryMessage: { } binary } => new(binary.Context?.Topic ?? "", binary.Message ?? default, null),
        _ => null,
    };
}
