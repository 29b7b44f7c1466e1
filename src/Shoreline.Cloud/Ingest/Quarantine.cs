using System.Text.Json;
using Shoreline.Core;
using Shoreline.Lake;
using Shoreline.Messaging;

namespace Shoreline.Cloud.Ingest;

/// <summary>Keeps messages that are not what they should be, as records <c>shoreline.quarantine/1</c> in <c>raw_quarantine</c>. Format:
/// docs/formats/quarantine.md.</summary>
/// <remarks>The quarantine is a stream of this process: one incarnation a run, so that each entry has a name of its own.</remarks>
internal sealed class Quarantine(TimeProvider time)
{
    private const string Stream = "quarantine";

    private readonly string _incarnation = Guid.NewGuid().ToString("n");
    private long _last = -1;

    public static string Table { get; } = RawTable.NameOf(Stream);

    public RawRow Row(MqttMessage message, MessageFault fault)
    {
        var nowNs = time.NowNs();
        return new RawRow(
            fault.Device, Stream, _incarnation, Interlocked.Increment(ref _last), nowNs, nowNs, Write(message, fault), ObjectKey: null);
    }

    private static byte[] Write(MqttMessage message, MessageFault fault)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("schema", "shoreline.quarantine/1");
            json.WriteString("reason", fault.Reason);
            json.WriteString("topic", message.Topic);
            json.WriteStartArray("properties");
            foreach (var (name, value) in message.UserProperties)
            {
                json.WriteStartArray();
                json.WriteStringValue(name);
                json.WriteStringValue(value);
                json.WriteEndArray();
            }
            json.WriteEndArray();
            json.WriteBase64String("payload", message.Payload.Span);
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }
}
