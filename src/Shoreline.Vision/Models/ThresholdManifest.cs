namespace Shoreline.Vision.Models;

/// <summary>What counts as a detection.</summary>
public sealed record ThresholdManifest
{
    /// <summary>Least score, 0…1.</summary>
    public required float Score { get; init; }

    /// <summary>
    /// Least score of what may go on with a track: half hidden objects score low. 0…<see cref="Score"/>; null: none below that.
    /// </summary>
    public float? Weak { get; init; }

    /// <summary>Of two boxes that overlap more than this (intersection over union), the one with the lower score goes.</summary>
    public required float Iou { get; init; }

    /// <summary>Whether only boxes of the same class push each other out. Default false.</summary>
    public bool PerClass { get; init; }

    /// <summary>
    /// Least score of a keypoint that counts for the box and the score of a pose found without a detector, 0…1. Default 0.
    /// </summary>
    public float Keypoint { get; init; }
}
