using System.Text.Json;

namespace Shoreline.Core.Records;

/// <summary>A <c>shoreline.detections/1</c> record as a reader sees it. Format: docs/formats/records.md.</summary>
public sealed record DetectionRecord
{
    public required string Schema { get; init; }

    public required string Device { get; init; }

    public required string Camera { get; init; }

    /// <summary>When the frame was captured; RFC 3339 UTC.</summary>
    public required string Time { get; init; }

    public required FrameFacts Frame { get; init; }

    public required ModelFacts Model { get; init; }

    public required IReadOnlyList<Found> Detections { get; init; }

    /// <summary>The frame that was analysed; see <see cref="DetectionFrame"/>.</summary>
    public sealed record FrameFacts
    {
        public required long Index { get; init; }

        public required long PtsNs { get; init; }

        public required int Width { get; init; }

        public required int Height { get; init; }
    }

    /// <summary>The model that looked at it, and the digest of its weights.</summary>
    public sealed record ModelFacts
    {
        public required string Name { get; init; }

        public string? Digest { get; init; }
    }

    /// <summary>One object. Box is x, y, width, height and each keypoint x, y, score, all normalised.</summary>
    public sealed record Found
    {
        public required string Label { get; init; }

        public required double Score { get; init; }

        public required IReadOnlyList<double> Box { get; init; }

        /// <summary>Number of the track that it belongs to; absent where nothing tracks.</summary>
        public long? Track { get; init; }

        public IReadOnlyList<IReadOnlyList<double>>? Keypoints { get; init; }
    }

    /// <summary>Reads one record.</summary>
    /// <returns>Null on success, otherwise what is wrong with it.</returns>
    public static string? TryParse(ReadOnlySpan<byte> json, out DetectionRecord? record)
    {
        record = null;
        try
        {
            record = JsonSerializer.Deserialize(json, DetectionRecordJson.Default.DetectionRecord);
        }
        catch (JsonException e)
        {
            return $"is not the JSON expected: {e.Message}";
        }
        var fault = record is null ? "is empty" : Check(record);
        if (fault is not null) record = null;
        return fault;
    }

    private static string? Check(DetectionRecord record)
    {
        if (record.Schema != DetectionRecordWriter.Schema) return $"has schema '{record.Schema}', not '{DetectionRecordWriter.Schema}'";
        if (record.Device is null || record.Camera is null || record.Frame is null || record.Model?.Name is null || record.Detections is null)
        {
            return "has null where a value is required";
        }
        if (!Timestamps.TryParse(record.Time, out _)) return $"has time '{record.Time}', which is not RFC 3339";
        foreach (var found in record.Detections)
        {
            if (found?.Label is null) return "has a detection without a label";
            if (found.Box is not { Count: 4 }) return "has a box that is not four numbers";
            if (found.Keypoints?.Any(point => point is not { Count: 3 }) == true) return "has a keypoint that is not three numbers";
        }
        return null;
    }
}
