using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shoreline.Edge.Exports.Mqtt;

/// <summary>What the cloud says is durable: docs/formats/mqtt.md, Acknowledgements.</summary>
/// <param name="Incarnation">Of the stream that the sequences count in.</param>
/// <param name="Ranges">First and last sequence of each, both included, ascending.</param>
internal sealed record AckMessage(string Incarnation, IReadOnlyList<(long First, long Last)> Ranges)
{
    /// <returns>Null where the message is not of the format.</returns>
    public static AckMessage? TryParse(ReadOnlySpan<byte> payload)
    {
        try
        {
            var read = JsonSerializer.Deserialize(payload, AckJson.Default.AckBody);
            if (read is not { Incarnation: { } incarnation, Ranges: { } ranges }) return null;
            if (Array.Exists(ranges, r => r is not [var first, var last] || first < 0 || last < first)) return null;
            return new AckMessage(incarnation, [.. ranges.Select(r => (r[0], r[1]))]);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

internal sealed record AckBody(string? Incarnation, long[][]? Ranges);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AckBody))]
internal sealed partial class AckJson : JsonSerializerContext;
