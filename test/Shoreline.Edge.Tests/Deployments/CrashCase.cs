using Shoreline.Edge.Nucleus;

namespace Shoreline.Edge.Tests.Deployments;

/// <summary>A deployment that is stopped at each call of the file system.</summary>
/// <param name="Ends">Details that it may end with; null for one that was canceled.</param>
internal sealed record CrashCase(string Name, LocalDeploymentRequest Request, params string?[] Ends)
{
    /// <summary>Completes when the deployment is to be canceled, by whoever sees it so far; null for one that nobody cancels.</summary>
    public Func<MemoryRuntime, HeldFetcher, Task>? CancelAt { get; init; }

    /// <summary>Bootstrap scripts do not end: they are to be canceled in one.</summary>
    public bool HoldsBootstraps { get; init; }
}
