using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Shoreline.Streams;

namespace Shoreline.Edge.Exports.Files;

/// <summary>One record as one line of JSON: docs/formats/file-export.md.</summary>
internal static class RecordLine
{
    private const byte LineFeed = (byte)'\n';

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the line, its end included.</summary>
    public static void Write(in StreamRecord record, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteNumber("sequence"u8, record.Sequence);
        json.WriteNumber("appendedNs"u8, record.AppendedAtNs);
        if (IsJsonOfOneLine(record.Payload.Span))
        {
            json.WritePropertyName("payload"u8);
            json.WriteRawValue(record.Payload.Span, skipInputValidation: true); // validated a line above
        }
        else
        {
            json.WriteBase64String("base64"u8, record.Payload.Span);
        }
        json.WriteEndObject();
        json.Flush();
        output.Write([LineFeed]);
    }

    /// <summary>Whether a line, without its end, is whole; what a power cut leaves of one is not.</summary>
    public static bool TryReadSequence(ReadOnlySpan<byte> line, out long sequence)
    {
        sequence = 0;
        try
        {
            var reader = new Utf8JsonReader(line);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
            if (!reader.Read() || !reader.ValueTextEquals("sequence"u8) || !reader.Read() || !reader.TryGetInt64(out sequence))
            {
                return false;
            }
            while (reader.Read())
            {
                // To the end: the reader finds whatever is not JSON, zeros included.
            }
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool IsJsonOfOneLine(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty || payload.Contains(LineFeed) || !Utf8.IsValid(payload)) return false;
        if (payload[0] <= (byte)' ' || payload[^1] <= (byte)' ') return false; // a reader of JSON would not give the space around it back
        try
        {
            // the line adds one level, and readers stop at 64
            var reader = new Utf8JsonReader(payload, new JsonReaderOptions { MaxDepth = 60 });
            while (reader.Read())
            {
                // To the end.
            }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
