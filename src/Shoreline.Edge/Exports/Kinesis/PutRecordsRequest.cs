using System.Buffers;
using System.Text.Json;

namespace Shoreline.Edge.Exports.Kinesis;

/// <summary>Writes the body of a PutRecords call (Amazon Kinesis Data Streams API Reference).</summary>
internal static class PutRecordsRequest
{
    public const int PartitionKeyBytes = 36; // a UUID as text

    private const int BytesBesidePayload = 120;

    /// <param name="indexes">Of the records to send.</param>
    public static byte[] Encode(string streamName, ExportBatch batch, ReadOnlySpan<int> indexes)
    {
        var estimate = 256L;
        foreach (var index in indexes) estimate += batch.Records[index].Payload.Length * 4L / 3 + BytesBesidePayload;
        var buffer = new ArrayBufferWriter<byte>((int)estimate);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("StreamName"u8, streamName);
        json.WriteStartArray("Records"u8);
        foreach (var index in indexes)
        {
            json.WriteStartObject();
            json.WriteBase64String("Data"u8, batch.Records[index].Payload.Span);
            json.WriteString("PartitionKey"u8, Guid.NewGuid());
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
