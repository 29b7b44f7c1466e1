using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Shoreline.Greengrass.Recipes;

/// <summary>Configuration values as the text that scripts get (greengrass-components, 2.3).</summary>
public static class JsonText
{
    // Only what JSON itself demands is escaped: the text goes to a shell, not into a page.
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>
    /// A string's own text, <c>null</c>, or compact JSON with keys in the order of their characters and integral numbers without a
    /// fraction.
    /// </summary>
    public static string Of(JsonNode? value)
    {
        if (value is JsonValue scalar && scalar.TryGetValue<string>(out var text)) return text;
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Compact)) Write(writer, value);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, JsonNode? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case JsonObject map:
                writer.WriteStartObject();
                foreach (var (key, below) in map.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(key);
                    Write(writer, below);
                }
                writer.WriteEndObject();
                break;
            case JsonArray list:
                writer.WriteStartArray();
                foreach (var item in list) Write(writer, item);
                writer.WriteEndArray();
                break;
            default:
                if (value.GetValueKind() == JsonValueKind.Number) writer.WriteRawValue(Number(value.ToJsonString()), skipInputValidation: true);
                else value.WriteTo(writer);
                break;
        }
    }

    /// <summary>5.0, 5e0 and 50e-1 as 5; numbers with a real fraction, and those of a great many zeros, as they were written.</summary>
    private static string Number(string json)
    {
        const int MaxZeros = 28;
        var exponentAt = json.AsSpan().IndexOfAny('e', 'E');
        var mantissa = exponentAt < 0 ? json : json[..exponentAt];
        var exponent = 0;
        if (exponentAt >= 0 && !int.TryParse(json.AsSpan(exponentAt + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
        {
            return json;
        }
        var sign = mantissa[0] == '-' ? "-" : "";
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = mantissa[sign.Length..].Replace(".", "", StringComparison.Ordinal);
        // The number is the digits, with the last so many of them behind the point.
        var behind = (long)(point < 0 ? 0 : mantissa.Length - point - 1) - exponent;
        if (behind <= -MaxZeros) return json;
        var whole = behind <= 0 ? digits + new string('0', (int)-behind) : digits[..(int)Math.Max(0, digits.Length - behind)];
        if (behind > 0 && digits.AsSpan(whole.Length).ContainsAnyExcept('0')) return json;
        var trimmed = whole.TrimStart('0');
        return trimmed.Length == 0 ? "0" : sign + trimmed;
    }
}
