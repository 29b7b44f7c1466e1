using System.Text.Json;

namespace Shoreline.Core.Records;

/// <summary>What one sensor did in one window of time: <c>shoreline.aggregates/1</c>, docs/formats/records.md.</summary>
public sealed record Aggregate
{
    public const string SchemaName = "shoreline.aggregates/1";

    public string Schema { get; init; } = SchemaName;

    public required string Device { get; init; }

    public required string Sensor { get; init; }

    /// <summary>Start of the window, included; RFC 3339 UTC.</summary>
    public required string From { get; init; }

    /// <summary>End of the window, not included; RFC 3339 UTC.</summary>
    public required string To { get; init; }

    /// <summary>Number of readings in the window, at least 1.</summary>
    public required long Count { get; init; }

    public required double Mean { get; init; }

    public required double Min { get; init; }

    public required double Max { get; init; }

    /// <summary>UCUM code of the readings.</summary>
    public required string Unit { get; init; }

    /// <summary>
    /// Sequence in the source stream of the window's first reading, of any sensor: from there the window can be computed again.
    /// </summary>
    public long? SourceSequence { get; init; }

    public byte[] Encode() => JsonSerializer.SerializeToUtf8Bytes(this, TelemetryJson.Default.Aggregate);

    /// <returns>Null on success, otherwise what is wrong with the record.</returns>
    public static string? TryDecode(ReadOnlySpan<byte> record, out Aggregate? aggregate)
    {
        aggregate = null;
        try
        {
            var read = JsonSerializer.Deserialize(record, TelemetryJson.Default.Aggregate);
            if (read is null) return "is null";
            if (read.Schema != SchemaName) return $"has schema '{read.Schema}'; wanted {SchemaName}";
            if (!Timestamps.TryParse(read.From, out _)) return $"has a start that is not RFC 3339: '{read.From}'";
            if (!Timestamps.TryParse(read.To, out _)) return $"has an end that is not RFC 3339: '{read.To}'";
            aggregate = read;
            return null;
        }
        catch (JsonException e)
        {
            return $"is not the JSON expected: {e.Message}";
        }
    }
}
