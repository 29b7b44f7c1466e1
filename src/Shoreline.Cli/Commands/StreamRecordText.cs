using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Shoreline.Core.Records;
using Shoreline.Greengrass.StreamManager.Messages;

namespace Shoreline.Cli.Commands;

/// <summary>Records of a stream on the terminal.</summary>
internal static class StreamRecordText
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>A record of <c>stream read --json</c>: one object a line, with the text or, where it is none, the bytes.</summary>
    private sealed record Line(long Sequence, string Time, string? Text, byte[]? Base64);

    /// <summary>Number, a tab, and the text; of a media record its header.</summary>
    public static void Print(Message message) => Console.Out.WriteLine($"{message.SequenceNumber}\t{Text(message.Payload)}");

    public static void PrintJson(Message message)
    {
        var isText = Utf8.IsValid(message.Payload.Span);
        Console.Out.WriteLine(JsonSerializer.Serialize(new Line(
            message.SequenceNumber,
            DateTimeOffset.FromUnixTimeMilliseconds(message.IngestTimeMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            isText ? Encoding.UTF8.GetString(message.Payload.Span) : null,
            isText ? null : message.Payload.ToArray()), Json));
    }

    private static string Text(ReadOnlyMemory<byte> payload)
    {
        if (!MediaRecord.Is(payload.Span)) return Encoding.UTF8.GetString(payload.Span);
        var fault = MediaRecord.TryDecode(payload, out _, out var header, out var body);
        return fault is null ? $"{Encoding.UTF8.GetString(header.Span)} + {body.Length:N0} bytes" : $"a media record that {fault}";
    }
}
