namespace Shoreline.Vision.Comparison;

/// <summary>When two models say the same of an object.</summary>
public sealed record ComparisonOptions
{
    /// <summary>
    /// Boxes of one label that overlap at least so much (intersection over union) may be the same object. Above 0, to 1; default 0.5.
    /// </summary>
    public float Iou { get; init; } = 0.5f;

    /// <summary>The same object whose boxes overlap less than this has moved. 0…1, default 0.8: a tenth of its size to one side.</summary>
    public float Moved { get; init; } = 0.8f;

    /// <summary>The same object whose scores differ by more than this has another score. 0…1, default 0.1.</summary>
    public float ScoreChange { get; init; } = 0.1f;

    /// <exception cref="Core.InvalidInputException">A value is outside its range; every fault is a line.</exception>
    public void Check()
    {
        List<string> faults = [];
        if (Iou is not (> 0 and <= 1)) faults.Add($"The overlap of one object is {Iou}: give more than 0, and 1 at most.");
        if (Moved is not (>= 0 and <= 1)) faults.Add($"The overlap below which a box has moved is {Moved}: give 0 to 1.");
        if (ScoreChange is not (>= 0 and <= 1)) faults.Add($"The change of a score is {ScoreChange}: give 0 to 1.");
        if (faults.Count > 0) throw new Core.InvalidInputException(string.Join('\n', faults));
    }
}
