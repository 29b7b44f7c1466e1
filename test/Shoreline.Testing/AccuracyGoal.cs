namespace Shoreline.Testing;

/// <summary>What a model is to reach on the sampled frames of the test media: shares, 0…1.</summary>
/// <param name="Model">Name of a model or of a chain.</param>
/// <param name="CountedRight">Of the frames, those with as many objects as a person counts.</param>
/// <param name="Found">Of the reference boxes, those found with IoU over 0.5.</param>
/// <param name="LeastCountedRight">
/// Below this a build is wrong: the goal less what another decoder may move, or more where a model does better than its goal.
/// </param>
/// <param name="LeastFound">The same for boxes.</param>
/// <param name="Keypoints">
/// Of the sure reference keypoints, those within 5 % of the person's box; null for a model that gives none.
/// </param>
public sealed record AccuracyGoal(
    string Model, double CountedRight, double Found, double LeastCountedRight, double LeastFound, double? Keypoints = null)
{
    private const double ShownTo = 0.001; // shares are shown to a tenth of a percent, and goals are given so

    /// <summary>
    /// For persons what was set for the product; for the others what these weights reach with their makers' own code on the same frames.
    /// Nobody has measured the dynamic one before.
    /// </summary>
    public static IReadOnlyList<AccuracyGoal> All { get; } =
    [
        new("yunet-2023mar", 1, 1, 0.99, 0.99),
        new("yunet-n-320", 0.978, 1, 0.97, 0.99),
        new("yunet-n-dynamic", 0.95, 0.98, 0.95, 0.98),
        new("ultraface-rfb-320", 0.925, 1, 0.94, 0.99),
        new("yolox-nano+movenet-lightning", 0.95, 0.98, 0.95, 0.98, Keypoints: 0.95),
        new("nanodet-m-416", 0.973, 0.996, 0.96, 0.98),
        new("fastestdet", 0.867, 0.996, 0.87, 0.99),
    ];

    /// <summary>Whether a share reaches a goal, both as they are shown.</summary>
    public static bool IsReached(double share, double goal) => Math.Round(share / ShownTo) >= Math.Round(goal / ShownTo);
}
