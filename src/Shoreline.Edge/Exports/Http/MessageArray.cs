using System.Buffers;
using System.Text.Json;

namespace Shoreline.Edge.Exports.Http;

/// <summary>Writes messages as the JSON array of JSON_BATCHED (stream manager specification, 4.5 and 5.6).</summary>
internal static class MessageArray
{
    private const long NsPerMs = 1_000_000;

    /// <param name="indexes">Of the records to send.</param>
    public static byte[] Encode(ExportBatch batch, ReadOnlySpan<int> indexes)
    {
        var buffer = new ArrayBufferWriter<byte>(batch.Bytes + 1024);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartArray();
        foreach (var index in indexes)
        {
            var record = batch.Records[index];
            json.WriteStartObject();
            json.WriteString("streamName"u8, batch.Stream);
            json.WriteNumber("sequenceNumber"u8, record.Sequence);
            json.WriteNumber("ingestTime"u8, record.AppendedAtNs / NsPerMs);
            json.WriteBase64String("payload"u8, record.Payload.Span);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
