using System.Text.Json;

namespace Shoreline.Core.Records;

/// <summary>One value of one sensor: <c>shoreline.readings/1</c>, docs/formats/records.md.</summary>
public sealed record Reading
{
    public const string SchemaName = "shoreline.readings/1";

    public string Schema { get; init; } = SchemaName;

    public required string Device { get; init; }

    public required string Sensor { get; init; }

    /// <summary>When it was measured; RFC 3339 UTC.</summary>
    public required string Time { get; init; }

    public required double Value { get; init; }

    /// <summary>UCUM code: <c>Cel</c>, <c>mm/s</c>.</summary>
    public required string Unit { get; init; }

    public byte[] Encode() => JsonSerializer.SerializeToUtf8Bytes(this, TelemetryJson.Default.Reading);

    /// <returns>Null on success, otherwise what is wrong with the record.</returns>
    public static string? TryDecode(ReadOnlySpan<byte> record, out Reading? reading)
    {
        reading = null;
        try
        {
            var read = JsonSerializer.Deserialize(record, TelemetryJson.Default.Reading);
            if (read is null) return "is null";
            if (read.Schema != SchemaName) return $"has schema '{read.Schema}'; wanted {SchemaName}";
            if (!Timestamps.TryParse(read.Time, out _)) return $"has a time that is not RFC 3339: '{read.Time}'";
            if (!double.IsFinite(read.Value)) return "has a value that is not finite";
            reading = read;
            return null;
        }
        catch (JsonException e)
        {
            return $"is not the JSON expected: {e.Message}";
        }
    }
}
