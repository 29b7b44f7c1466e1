using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Shoreline.Edge.Runtime.Logs;

/// <summary>One entry of a log (greengrass-components, section 10).</summary>
/// <param name="EventType">Empty where there is none.</param>
/// <param name="Context">In the order in which it is printed.</param>
/// <param name="Cause">What was thrown. In the TEXT form it follows on lines of its own.</param>
internal readonly record struct LogLine(
    DateTimeOffset At, LogLevelName Level, string Thread, string Logger, string EventType, string Message, IReadOnlyList<(string Key, string Value)> Context,
    Exception? Cause = null)
{
    private const int MostCauseLength = 32 << 10; // with its stack, and those of what caused it

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public void WriteText(IBufferWriter<byte> to)
    {
        var line = new StringBuilder(Message.Length + 256);
        line.Append(CultureInfo.InvariantCulture, $"{At.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff}Z [{Word}] ({Thread}) {Logger}: ");
        var isFirst = true;
        Part(EventType);
        Part(Message);
        if (Context.Count > 0) Part($"{{{string.Join(", ", Context.Select(c => $"{c.Key}={c.Value}"))}}}");
        line.Append('\n');
        if (Cause is not null) line.Append(LogText.Head(Cause.ToString(), MostCauseLength)).Append('\n');
        Encoding.UTF8.GetBytes(line.ToString(), to);

        void Part(string text)
        {
            if (text.Length == 0) return;
            if (!isFirst) line.Append(". ");
            line.Append(text);
            isFirst = false;
        }
    }

    public void WriteJson(IBufferWriter<byte> to)
    {
        using (var json = new Utf8JsonWriter(to, Plain))
        {
            json.WriteStartObject();
            json.WriteString("thread", Thread);
            json.WriteString("level", Word);
            if (EventType.Length > 0) json.WriteString("eventType", EventType);
            else json.WriteNull("eventType");
            json.WriteString("message", Message);
            json.WriteStartObject("contexts");
            foreach (var (key, value) in Context) json.WriteString(key, value);
            json.WriteEndObject();
            json.WriteString("loggerName", Logger);
            json.WriteNumber("timestamp", At.ToUnixTimeMilliseconds());
            if (Cause is null) json.WriteNull("cause");
            else WriteCause(json, Cause);
            json.WriteEndObject();
        }
        to.Write("\n"u8);
    }

    private static void WriteCause(Utf8JsonWriter json, Exception cause)
    {
        json.WriteStartObject("cause");
        json.WriteString("message", LogText.Head(cause.Message, MostCauseLength));
        json.WriteString("stackTrace", LogText.Head(cause.ToString(), MostCauseLength));
        json.WriteEndObject();
    }

    private string Word => Level.ToString().ToUpperInvariant();
}
