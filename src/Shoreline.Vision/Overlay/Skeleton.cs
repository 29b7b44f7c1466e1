using Shoreline.Core.Records;

namespace Shoreline.Vision.Overlay;

/// <summary>
/// Which of the 17 points of a person are joined by a line: the order that COCO gave them, and every pose model of ours keeps.
/// </summary>
internal static class Skeleton
{
    public const int Points = 17;

    /// <summary>Points below this score are guesses and are not drawn.</summary>
    public const float LeastScore = 0.3f;

    /// <summary>Head, arms, trunk, legs; the left of each pair is the person's own.</summary>
    public static readonly (int From, int To)[] Limbs =
    [
        (0, 1), (0, 2), (1, 3), (2, 4),
        (5, 7), (7, 9), (6, 8), (8, 10),
        (5, 6), (5, 11), (6, 12), (11, 12),
        (11, 13), (13, 15), (12, 14), (14, 16),
    ];

    public static bool IsDrawn(in Keypoint point) => point.Score >= LeastScore;
}
