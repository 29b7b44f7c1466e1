using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Shoreline.Edge.Exports.Mqtt;

/// <summary>Writes a batch as one MQTT message: docs/formats/mqtt.md.</summary>
internal static class RecordMessage
{
    private const int LengthBytes = 4;

    /// <param name="properties">The user properties that go with the payload.</param>
    /// <returns>The payload: records as lines where none holds a line feed, otherwise framed.</returns>
    public static byte[] Encode(ExportBatch batch, out KeyValuePair<string, string>[] properties)
    {
        var asLines = HoldNoLineFeed(batch);
        properties =
        [
            new("incarnation", batch.Incarnation),
            new("sequence", batch.First.ToString(CultureInfo.InvariantCulture)),
            new("count", batch.Count.ToString(CultureInfo.InvariantCulture)),
            new("encoding", asLines ? "lines" : "framed"),
            new("times", EncodeTimes(batch)),
        ];
        return asLines ? JoinLines(batch) : Frame(batch);
    }

    private static bool HoldNoLineFeed(ExportBatch batch)
    {
        foreach (var record in batch.Records)
        {
            if (record.Payload.Span.Contains((byte)'\n')) return false;
        }
        return true;
    }

    private static string EncodeTimes(ExportBatch batch)
    {
        var text = new StringBuilder();
        var previous = 0L;
        foreach (var record in batch.Records)
        {
            if (text.Length > 0) text.Append(',');
            text.Append(CultureInfo.InvariantCulture, $"{record.AppendedAtNs - previous}");
            previous = record.AppendedAtNs;
        }
        return text.ToString();
    }

    private static byte[] JoinLines(ExportBatch batch)
    {
        var payload = new byte[batch.Bytes + batch.Count - 1];
        var offset = 0;
        foreach (var record in batch.Records)
        {
            if (record.Sequence > batch.First) payload[offset++] = (byte)'\n';
            record.Payload.Span.CopyTo(payload.AsSpan(offset));
            offset += record.Payload.Length;
        }
        return payload;
    }

    private static byte[] Frame(ExportBatch batch)
    {
        var payload = new byte[batch.Bytes + LengthBytes * batch.Count];
        var offset = 0;
        foreach (var record in batch.Records)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(offset), (uint)record.Payload.Length);
            record.Payload.Span.CopyTo(payload.AsSpan(offset + LengthBytes));
            offset += LengthBytes + record.Payload.Length;
        }
        return payload;
    }
}
