namespace Shoreline.Vision.Comparison;

/// <summary>What became of an object from one model to the other.</summary>
public enum Change
{
    /// <summary>Both find it, at the same place and as surely.</summary>
    Kept,

    /// <summary>Both find it, but its box has moved or its score is another.</summary>
    Changed,

    /// <summary>Only the other model finds it.</summary>
    Gained,

    /// <summary>Only the first model finds it.</summary>
    Lost,
}

/// <summary>One object of a frame, as two models see it.</summary>
/// <param name="Before">Its index in the first model's list; −1 where it was gained.</param>
/// <param name="After">Its index in the other model's list; −1 where it was lost.</param>
/// <param name="Overlap">Intersection over union of its boxes; 0 where only one model finds it.</param>
public readonly record struct ComparedObject(Change Change, int Before, int After, float Overlap);
