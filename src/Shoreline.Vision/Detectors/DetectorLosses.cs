namespace Shoreline.Vision.Detectors;

/// <summary>What a detector left out since it was opened.</summary>
/// <param name="Refused">Boxes that a model gave with a NaN, an infinity or no area, or outside the picture.</param>
/// <param name="NotLookedAt">Objects that the next model of a chain did not look at, because a frame had more than it may.</param>
public readonly record struct DetectorLosses(long Refused, long NotLookedAt)
{
    public static DetectorLosses operator +(DetectorLosses left, DetectorLosses right) => left.Add(right);

    public DetectorLosses Add(DetectorLosses other) => new(Refused + other.Refused, NotLookedAt + other.NotLookedAt);
}
