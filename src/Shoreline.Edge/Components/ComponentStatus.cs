namespace Shoreline.Edge.Components;

/// <summary>What a component does.</summary>
public enum ComponentState
{
    Starting,
    Running,

    /// <summary>It ended and will be started again after a while.</summary>
    Waiting,
    Stopped,
}

/// <summary>A component at one moment.</summary>
/// <param name="ProcessId">Null while it does not run.</param>
/// <param name="Restarts">Starts after the first.</param>
/// <param name="LastError">How it ended the last time; null if it never did.</param>
public sealed record ComponentStatus(string Name, ComponentState State, int? ProcessId, long Restarts, string? LastError);
