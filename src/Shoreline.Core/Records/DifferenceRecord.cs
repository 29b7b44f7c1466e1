using System.Text.Json;

namespace Shoreline.Core.Records;

/// <summary>
/// A <c>shoreline.difference/1</c> record: what differs between two models in one frame. Format: docs/formats/records.md.
/// </summary>
public sealed record DifferenceRecord
{
    /// <summary>Value of <c>schema</c>.</summary>
    public const string CurrentSchema = "shoreline.difference/1";

    public required string Schema { get; init; }

    public required string Camera { get; init; }

    public required DetectionRecord.FrameFacts Frame { get; init; }

    public required DetectionRecord.ModelFacts Model { get; init; }

    public required DetectionRecord.ModelFacts Other { get; init; }

    public required IReadOnlyList<Difference> Differences { get; init; }

    /// <summary>One object that differs.</summary>
    /// <param name="Kind"><c>changed</c>, <c>gained</c> or <c>lost</c>.</param>
    /// <param name="Overlap">Of its boxes; absent where only one model finds it.</param>
    /// <param name="Before">As the model sees it; absent where it was gained.</param>
    /// <param name="After">As the other model sees it; absent where it was lost.</param>
    public sealed record Difference(string Kind, string Label, double? Overlap, Seen? Before, Seen? After);

    /// <summary>Box is x, y, width, height, normalised.</summary>
    public sealed record Seen(double Score, IReadOnlyList<double> Box);

    /// <summary>The record, without a line feed.</summary>
    public byte[] Encode() => JsonSerializer.SerializeToUtf8Bytes(this, ComparisonRecordJson.Default.DifferenceRecord);
}
