namespace Shoreline.Edge.Nucleus;

/// <summary>A component at one moment, for those who ask.</summary>
/// <param name="StatusCode">Of ERRORED and BROKEN (greengrass-components, 4.8); else <c>NONE</c>.</param>
/// <param name="StatusReason">A sentence for people; empty where there is nothing to say.</param>
/// <param name="ProcessId">Of the step that runs; null where none does.</param>
/// <param name="Restarts">Starts after the first since the runtime began.</param>
internal sealed record ComponentView(
    ComponentRecord Record, LifecycleState State, string StatusCode, string StatusReason, bool IsPaused, int? ProcessId, long Restarts)
{
    /// <summary>When the state was entered.</summary>
    public DateTimeOffset Since { get; init; }
}

/// <summary>How a deployment's components came up.</summary>
/// <param name="Broken">The one that did not; null where all did.</param>
/// <param name="Reason">Its status code and reason.</param>
internal sealed record ApplyOutcome(string? Broken, string? Reason)
{
    public static ApplyOutcome Success { get; } = new(null, null);
}
