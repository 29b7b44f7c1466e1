using System.Text.Json;

namespace Shoreline.Core.Records;

/// <summary>A <c>shoreline.events/1</c> record: something that began, changed or ended in front of a camera. Format: docs/formats/records.md.</summary>
public sealed record EventRecord
{
    /// <summary>Value of <c>schema</c>.</summary>
    public const string CurrentSchema = "shoreline.events/1";

    public required string Schema { get; init; }

    public required string Device { get; init; }

    public required string Camera { get; init; }

    /// <summary>When the frame was captured that decided it; RFC 3339 UTC.</summary>
    public required string Time { get; init; }

    /// <summary><c>&lt;device&gt;/&lt;camera&gt;/&lt;start&gt;/&lt;number&gt;</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Such as <c>zone.enter</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Name of the rule or procedure.</summary>
    public string? Rule { get; init; }

    /// <summary><c>begin</c> or <c>end</c> for what lasts.</summary>
    public string? Phase { get; init; }

    public long? Track { get; init; }

    public string? Label { get; init; }

    public double? Score { get; init; }

    /// <summary>x, y, width, height, normalised.</summary>
    public IReadOnlyList<double>? Box { get; init; }

    public DetectionRecord.FrameFacts? Frame { get; init; }

    public double? Value { get; init; }

    /// <summary>Texts, numbers and booleans by name.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Details { get; init; }

    /// <summary>Where the picture of the moment is.</summary>
    public string? Picture { get; init; }

    /// <summary>Reads one record.</summary>
    /// <returns>Null on success, otherwise what is wrong with it.</returns>
    public static string? TryParse(ReadOnlySpan<byte> json, out EventRecord? record)
    {
        record = null;
        try
        {
            record = JsonSerializer.Deserialize(json, EventRecordJson.Default.EventRecord);
        }
        catch (JsonException e)
        {
            return $"is not the JSON expected: {e.Message}";
        }
        var fault = record is null ? "is empty" : Check(record);
        if (fault is not null) record = null;
        return fault;
    }

    private static string? Check(EventRecord record)
    {
        if (record.Schema != CurrentSchema) return $"has schema '{record.Schema}', not '{CurrentSchema}'";
        if (record.Device is null || record.Camera is null || record.Id is null || record.Type is null) return "has null where a value is required";
        if (!Timestamps.TryParse(record.Time, out _)) return $"has time '{record.Time}', which is not RFC 3339";
        if (record.Box is not (null or { Count: 4 })) return "has a box that is not four numbers";
        return record.Details?.Values.Any(value => value.ValueKind is JsonValueKind.Object or JsonValueKind.Array) == true ? "has details that are not flat" : null;
    }
}
