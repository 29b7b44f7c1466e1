using System.Text.Json;

namespace Shoreline.Core.Records;

/// <summary>
/// A <c>shoreline.comparison/1</c> record: how much two models agreed over a span of a camera's frames. Format: docs/formats/records.md.
/// </summary>
public sealed record ComparisonRecord
{
    /// <summary>Value of <c>schema</c>.</summary>
    public const string CurrentSchema = "shoreline.comparison/1";

    public required string Schema { get; init; }

    public required string Device { get; init; }

    public required string Camera { get; init; }

    /// <summary>When the first frame was captured that was compared; RFC 3339 UTC.</summary>
    public required string From { get; init; }

    /// <summary>When the last one was.</summary>
    public required string To { get; init; }

    /// <summary>The model that counts.</summary>
    public required DetectionRecord.ModelFacts Model { get; init; }

    /// <summary>The model that is only compared with it.</summary>
    public required DetectionRecord.ModelFacts Other { get; init; }

    /// <summary>Frames that both looked at.</summary>
    public required long Frames { get; init; }

    /// <summary>Frames that the other one did not look at, because it was busy.</summary>
    public required long Skipped { get; init; }

    /// <summary>Frames of <see cref="Frames"/> in which something differs.</summary>
    public required long Differing { get; init; }

    /// <summary>By label.</summary>
    public required IReadOnlyDictionary<string, ComparisonFigures> Labels { get; init; }

    public required ComparisonTolerance Tolerance { get; init; }

    /// <summary>The record, without a line feed.</summary>
    public byte[] Encode() => JsonSerializer.SerializeToUtf8Bytes(this, ComparisonRecordJson.Default.ComparisonRecord);

    /// <summary>Reads one record.</summary>
    /// <returns>Null on success, otherwise what is wrong with it.</returns>
    public static string? TryParse(ReadOnlySpan<byte> json, out ComparisonRecord? record)
    {
        record = null;
        try
        {
            record = JsonSerializer.Deserialize(json, ComparisonRecordJson.Default.ComparisonRecord);
        }
        catch (JsonException e)
        {
            return $"is not the JSON expected: {e.Message}";
        }
        var fault = record is null ? "is empty" : Check(record);
        if (fault is not null) record = null;
        return fault;
    }

    private static string? Check(ComparisonRecord record)
    {
        if (record.Schema != CurrentSchema) return $"has schema '{record.Schema}', not '{CurrentSchema}'";
        if (record.Device is null || record.Camera is null || record.Model?.Name is null || record.Other?.Name is null)
        {
            return "has null where a name is required";
        }
        if (record.Tolerance is null || record.Labels is null || record.Labels.Values.Any(figures => figures is null))
        {
            return "has null where figures are required";
        }
        if (!Timestamps.TryParse(record.From, out _) || !Timestamps.TryParse(record.To, out _)) return "has a time that is not RFC 3339";
        return null;
    }
}

/// <summary>Objects of one label, by what became of them from one model to the other.</summary>
public sealed record ComparisonFigures(long Kept, long Changed, long Gained, long Lost);

/// <summary>
/// Least overlap of one object's boxes, overlap below which its box has moved, and difference above which its score is another.
/// </summary>
public sealed record ComparisonTolerance(double Iou, double Moved, double Score);
