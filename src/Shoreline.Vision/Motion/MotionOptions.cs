using Shoreline.Vision.Rules.Geometry;

namespace Shoreline.Vision.Motion;

/// <summary>How much something must differ from its background to count, beyond the noise of the camera, which the gate measures by
/// itself.</summary>
public enum MotionSensitivity
{
    /// <summary>Twelve of 255 grey levels: people in good light, and little else.</summary>
    Low,

    /// <summary>Six of 255.</summary>
    Medium,

    /// <summary>Three of 255: people in the dark, and also shadows, reflections, curtains.</summary>
    High,
}

/// <summary>When a <see cref="MotionGate"/> lets frames pass.</summary>
public sealed record MotionOptions
{
    public MotionSensitivity Sensitivity { get; init; } = MotionSensitivity.Medium;

    /// <summary>
    /// The smallest thing that counts, as a share of the picture. Above 0, at most 1; default 0.0004: 20 by 20 pixels of 1280 by 720, the
    /// smallest face that models find.
    /// </summary>
    public double Smallest { get; init; } = 0.0004;

    /// <summary>
    /// How long frames pass after the last motion. Default 2 s, as long as a tracker and rules wait for an object that is not seen: who
    /// has left is noticed before the camera rests.
    /// </summary>
    public TimeSpan Hold { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long a camera in front of which nothing moves is not looked at. Default 10 s: what the gate misses, something too slow or too
    /// much like its background, is seen so
    /// late at worst, and a look in ten seconds costs a three-hundredth of what a camera of 30 frames a second costs without a gate.
    /// </summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Areas in which motion does not count: a road behind a window, a screen, a clock in the picture.</summary>
    public IReadOnlyList<Polygon> Masks { get; init; } = [];
}
