using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shoreline.Greengrass.StreamManager.Documents;

/// <summary>
/// The JSON of documents in payloads (specification, 4.6): camelCase, enums as numbers, what is not set left out, unknown keys ignored.
/// </summary>
[JsonSerializable(typeof(S3ExportTaskDefinition))]
[JsonSerializable(typeof(StatusMessage))]
[JsonSerializable(typeof(PutAssetPropertyValueEntry))]
internal sealed partial class DocumentJson : JsonSerializerContext
{
    public static DocumentJson Lean { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // programs and people read it; it is never put into a web page as it is
        Converters = { new QualityConverter() },
    });
}

internal sealed class QualityConverter : JsonConverter<Quality>
{
    public override Quality Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
        ? reader.GetString() switch
        {
            "GOOD" => Quality.Good,
            "BAD" => Quality.Bad,
            "UNCERTAIN" => Quality.Uncertain,
            var other => throw new JsonException($"quality is '{other}'; GOOD, BAD or UNCERTAIN is wanted"),
        }
        : throw new JsonException("quality is no text");

    public override void Write(Utf8JsonWriter writer, Quality value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value switch { Quality.Good => "GOOD", Quality.Bad => "BAD", _ => "UNCERTAIN" });
}

/// <summary>Texts by name. Programs also write numbers and booleans for values; they are taken as their text.</summary>
internal sealed class TextMapConverter : JsonConverter<IReadOnlyDictionary<string, string>>
{
    public override IReadOnlyDictionary<string, string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("an object of texts is wanted");
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            reader.Read();
            map[name] = reader.TokenType switch
            {
                JsonTokenType.String => reader.GetString()!,
                JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False => System.Text.Encoding.UTF8.GetString(reader.ValueSpan),
                _ => throw new JsonException($"'{name}' is neither text nor number"),
            };
        }
        return map;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (name, text) in value) writer.WriteString(name, text);
        writer.WriteEndObject();
    }
}
