namespace Shoreline.Vision.Comparison;

/// <summary>What a shadow model has done so far.</summary>
/// <param name="Compared">Frames that it looked at too.</param>
/// <param name="Skipped">Frames that it did not look at: it was busy with another, or has failed.</param>
/// <param name="Differing">Frames of those compared in which something differs.</param>
/// <param name="Objects">Objects of these, by what became of them.</param>
public readonly record struct ShadowCounters(long Compared, long Skipped, long Differing, ComparisonCounts Objects)
{
    public static ShadowCounters operator +(ShadowCounters left, ShadowCounters right) => left.Add(right);

    public ShadowCounters Add(ShadowCounters other) =>
        new(Compared + other.Compared, Skipped + other.Skipped, Differing + other.Differing, Objects + other.Objects);
}
