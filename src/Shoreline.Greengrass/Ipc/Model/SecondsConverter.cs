using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shoreline.Greengrass.Ipc.Model;

/// <summary>Times as seconds since the Unix epoch, with milliseconds behind the point (greengrass-ipc, section 4).</summary>
internal sealed class SecondsConverter : JsonConverter<DateTimeOffset>
{
    private const double MaxSeconds = 253_402_300_799; // the end of the year 9999

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out var seconds))
        {
            throw new JsonException("a time is no number of seconds");
        }
        if (!(Math.Abs(seconds) <= MaxSeconds / 2))
        {
            throw new JsonException($"{seconds} s since 1970 is no time; a number of milliseconds was sent perhaps");
        }
        return DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(seconds * 1000));
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.ToUnixTimeMilliseconds() / 1000m);
}
