namespace Shoreline.Edge.Artifacts;

/// <summary>How long an artifact is tried for.</summary>
/// <param name="Attempts">In a row that bring nothing new.</param>
/// <param name="Wait">Between two.</param>
internal sealed record FetchLimits(int Attempts, TimeSpan Wait)
{
    /// <summary>Ten attempts, a minute apart (greengrass-components, 1.10).</summary>
    public static FetchLimits Default { get; } = new(10, TimeSpan.FromMinutes(1));
}
