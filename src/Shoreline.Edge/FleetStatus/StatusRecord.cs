using System.Buffers;
using System.Text.Json;
using Shoreline.Core;

namespace Shoreline.Edge.FleetStatus;

/// <summary>A status message as a record: <c>shoreline.fleet-status/1</c> of docs/formats/records.md.</summary>
internal static class StatusRecord
{
    public const string Schema = "shoreline.fleet-status/1";

    /// <param name="message">JSON, put in as it is.</param>
    public static byte[] Encode(string device, DateTimeOffset at, ReadOnlySpan<byte> message)
    {
        var buffer = new ArrayBufferWriter<byte>(message.Length + 256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("schema", Schema);
            writer.WriteString("device", device);
            writer.WriteString("time", Timestamps.ToText(Timestamps.ToNs(at)));
            writer.WritePropertyName("message");
            writer.WriteRawValue(message, skipInputValidation: true); // written by us a moment ago
            writer.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }
}
