namespace Shoreline.Vision.Datasets;

/// <summary>What a data set holds, and what is not in it.</summary>
public sealed record DatasetSummary
{
    public required IReadOnlyList<DatasetPart> Parts { get; init; }

    /// <summary>Pictures by part.</summary>
    public required IReadOnlyDictionary<DatasetPart, long> Images { get; init; }

    /// <summary>Labels in the order of their numbers, each with its annotations by part.</summary>
    public required IReadOnlyList<(string Label, IReadOnlyDictionary<DatasetPart, long> Annotations)> Labels { get; init; }

    /// <summary>Records of pictures that are in it already.</summary>
    public long Repeated { get; init; }

    /// <summary>Frames captured too early.</summary>
    public long Older { get; init; }

    /// <summary>Records that are no frames, or damaged.</summary>
    public long Refused { get; init; }

    /// <summary>Objects with less than a pixel within their picture.</summary>
    public long WithoutArea { get; init; }
}

/// <summary>How far an export is.</summary>
/// <param name="Read">Records read so far.</param>
/// <param name="Total">How many there are; null where that is not known.</param>
public readonly record struct DatasetProgress(long Read, long? Total);
