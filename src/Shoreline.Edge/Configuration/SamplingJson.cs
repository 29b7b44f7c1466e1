using System.Text.Json;
using System.Text.Json.Serialization;
using Shoreline.Vision.Sampling;

namespace Shoreline.Edge.Configuration;

/// <summary>Writes sampling options as <see cref="SamplingConfigReader"/> reads them.</summary>
internal sealed class SamplingJson : JsonConverter<SamplingOptions>
{
    public override SamplingOptions Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("What is written here is read as YAML.");

    public override void Write(Utf8JsonWriter writer, SamplingOptions value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        // As decimal numbers: they never have an exponent, which our reader of YAML does not take.
        if (value.Random is { } random) writer.WriteNumber("random", (decimal)random);
        if (value.LowConfidence is { } range)
        {
            writer.WriteStartObject("lowConfidence");
            writer.WriteNumber("from", (decimal)range.From);
            writer.WriteNumber("to", (decimal)range.To);
            writer.WriteEndObject();
        }
        writer.WriteBoolean("disagreement", value.Disagreement);
        if (value.NewScene is { } difference) writer.WriteNumber("newScene", (decimal)difference);
        if (value.Events is { } events) writer.WriteString("events", events);
        writer.WriteNumber("quota", value.QuotaPerDay);
        writer.WriteString("interval", Durations.ToText(value.Interval));
        writer.WriteNumber("seed", value.Seed);
        writer.WriteEndObject();
    }
}
