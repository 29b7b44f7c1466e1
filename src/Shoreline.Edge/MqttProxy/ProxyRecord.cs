using System.Buffers;
using System.Text.Json;

namespace Shoreline.Edge.MqttProxy;

/// <summary>A message on its way upstream, as it lies in the stream. Layout: docs/formats/mqtt-proxy.md.</summary>
internal sealed record ProxyRecord
{
    private const string Schema = "shoreline.mqtt-proxy/1";

    public required string Topic { get; init; }

    /// <summary>0 or 1.</summary>
    public required int Qos { get; init; }

    public bool Retain { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> UserProperties { get; init; } = [];

    public long? ExpirySeconds { get; init; }

    public ReadOnlyMemory<byte>? CorrelationData { get; init; }

    public string? ResponseTopic { get; init; }

    public bool? IsText { get; init; }

    public string? ContentType { get; init; }

    public ReadOnlyMemory<byte> Payload { get; init; }

    public byte[] Encode()
    {
        var buffer = new ArrayBufferWriter<byte>(256 + Payload.Length);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("schema", Schema);
            writer.WriteString("topic", Topic);
            writer.WriteNumber("qos", Qos);
            if (Retain) writer.WriteBoolean("retain", true);
            if (ExpirySeconds is { } expiry) writer.WriteNumber("expirySeconds", expiry);
            if (CorrelationData is { } data) writer.WriteBase64String("correlationData", data.Span);
            if (ResponseTopic is not null) writer.WriteString("responseTopic", ResponseTopic);
            if (IsText is { } isText) writer.WriteBoolean("text", isText);
            if (ContentType is not null) writer.WriteString("contentType", ContentType);
            if (UserProperties.Count > 0)
            {
                writer.WriteStartArray("userProperties");
                foreach (var (name, value) in UserProperties)
                {
                    writer.WriteStartArray();
                    writer.WriteStringValue(name);
                    writer.WriteStringValue(value);
                    writer.WriteEndArray();
                }
                writer.WriteEndArray();
            }
            writer.WriteEndObject();
        }
        buffer.Write("\n"u8);
        buffer.Write(Payload.Span);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads a record.</summary>
    /// <param name="record">Its payload is a part of it.</param>
    /// <returns>Null for what is no such record.</returns>
    public static ProxyRecord? Decode(ReadOnlyMemory<byte> record)
    {
        var end = record.Span.IndexOf((byte)'\n'); // the header is written without line feeds
        if (end < 0) return null;
        try
        {
            using var document = JsonDocument.Parse(record[..end]);
            var header = document.RootElement;
            if (header.GetProperty("schema").GetString() != Schema) return null;
            return new ProxyRecord
            {
                Topic = header.GetProperty("topic").GetString()!,
                Qos = header.GetProperty("qos").GetInt32(),
                Retain = header.TryGetProperty("retain", out var retain) && retain.GetBoolean(),
                ExpirySeconds = header.TryGetProperty("expirySeconds", out var expiry) ? expiry.GetInt64() : null,
                CorrelationData = header.TryGetProperty("correlationData", out var data) ? data.GetBytesFromBase64() : null,
                ResponseTopic = Text(header, "responseTopic"),
                IsText = header.TryGetProperty("text", out var text) ? text.GetBoolean() : null,
                ContentType = Text(header, "contentType"),
                UserProperties = header.TryGetProperty("userProperties", out var properties)
                    ? [.. properties.EnumerateArray().Select(pair => new KeyValuePair<string, string>(pair[0].GetString() ?? "", pair[1].GetString() ?? ""))]
                    : [],
                Payload = record[(end + 1)..],
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement header, string name) => header.TryGetProperty(name, out var text) ? text.GetString() : null;
}
