namespace Shoreline.Greengrass.Ipc.Model;

// Components' life cycle and the deployments that change it: greengrass-ipc, 6.4.

public sealed record UpdateStateRequest
{
    /// <summary>One of <see cref="ReportedStates"/>.</summary>
    public string? State { get; init; }
}

public static class ReportedStates
{
    public const string Running = "RUNNING";
    public const string Errored = "ERRORED";
}

/// <summary>Either member, not both.</summary>
public sealed record ComponentUpdatePolicyEvents
{
    public PreComponentUpdateEvent? PreUpdateEvent { get; init; }

    public PostComponentUpdateEvent? PostUpdateEvent { get; init; }
}

/// <param name="IsGgcRestarting">Whether the nucleus itself restarts.</param>
public sealed record PreComponentUpdateEvent(string DeploymentId, bool IsGgcRestarting);

public sealed record PostComponentUpdateEvent(string DeploymentId);

public sealed record DeferComponentUpdateRequest
{
    public string? DeploymentId { get; init; }

    /// <summary>For people.</summary>
    public string? Message { get; init; }

    /// <summary>0 to go ahead.</summary>
    public long? RecheckAfterMs { get; init; }
}

public sealed record PauseComponentRequest
{
    public string? ComponentName { get; init; }
}

public sealed record ResumeComponentRequest
{
    public string? ComponentName { get; init; }
}
