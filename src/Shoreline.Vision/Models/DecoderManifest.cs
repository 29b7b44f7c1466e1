namespace Shoreline.Vision.Models;

/// <summary>Parameters of a head. Which head reads which, and their defaults: docs/formats/model.md.</summary>
public sealed record DecoderManifest
{
    /// <summary>Names of the outputs in the head's order; <c>{stride}</c> stands for each stride in turn.</summary>
    public IReadOnlyList<string>? Outputs { get; init; }

    /// <summary>Pixels of the input for one cell of each grid.</summary>
    public IReadOnlyList<int>? Strides { get; init; }

    /// <summary>Boxes that a cell of each grid proposes.</summary>
    public IReadOnlyList<int>? AnchorsPerCell { get; init; }

    /// <summary>Bins of the distribution of one side of a box.</summary>
    public int? Bins { get; init; }

    /// <summary>The score is objectness to this power times class to the rest of 1.</summary>
    public float? ObjectnessPower { get; init; }
}
