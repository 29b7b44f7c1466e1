namespace Shoreline.Vision.Comparison;

/// <summary>Objects counted by what became of them.</summary>
/// <param name="Changed">Found by both, and not among <paramref name="Kept"/>.</param>
public readonly record struct ComparisonCounts(long Kept, long Changed, long Gained, long Lost)
{
    public static ComparisonCounts operator +(ComparisonCounts left, ComparisonCounts right) => left.Add(right);

    public ComparisonCounts Add(ComparisonCounts other) =>
        new(Kept + other.Kept, Changed + other.Changed, Gained + other.Gained, Lost + other.Lost);

    public ComparisonCounts Add(Change change) => change switch
    {
        Change.Kept => this with { Kept = Kept + 1 },
        Change.Changed => this with { Changed = Changed + 1 },
        Change.Gained => this with { Gained = Gained + 1 },
        _ => this with { Lost = Lost + 1 },
    };
}
