namespace Shoreline.Vision.Comparison;

/// <summary>What <c>shoreline model compare A B CLIP</c> was asked to do.</summary>
public sealed record ComparisonRunOptions
{
    /// <summary>Name or folder of the first model, or a chain.</summary>
    public required string Before { get; init; }

    /// <summary>Name or folder of the model that is compared with it, or a chain.</summary>
    public required string After { get; init; }

    /// <summary>Least score of the first model in place of its manifest's; null: as there. 0…1.</summary>
    public float? BeforeScore { get; init; }

    /// <summary>Least score of the other model in place of its manifest's; null: as there. 0…1.</summary>
    public float? AfterScore { get; init; }

    /// <summary>A source as <c>shoreline vision</c> takes it.</summary>
    public required string Source { get; init; }

    /// <summary>MP4 file to write with the objects drawn in; null for none.</summary>
    public string? AnnotatedPath { get; init; }

    /// <summary>File for the records of what differs; <c>-</c> for <see cref="Output"/>; null for none.</summary>
    public string? JsonPath { get; init; }

    /// <summary>Where records go with <see cref="JsonPath"/> <c>-</c>; null for the standard output.</summary>
    public Stream? Output { get; init; }

    /// <summary>Compare one frame in so many. At least 1.</summary>
    public int Every { get; init; } = 1;

    /// <summary>End after so many compared frames; null for all.</summary>
    public long? MaxFrames { get; init; }

    public ComparisonOptions Comparison { get; init; } = new();
}
