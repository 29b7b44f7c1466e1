using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Sdk.Ipc;

/// <summary>A component's life cycle, and its say in deployments (greengrass-ipc, 6.4).</summary>
public sealed class IpcLifecycle
{
    private readonly IpcSession _session;

    internal IpcLifecycle(IpcSession session) => _session = session;

    /// <summary>Says that this component is running, or in error: for components whose recipe has a startup step.</summary>
    /// <param name="state">One of <see cref="ReportedStates"/>.</param>
    public Task UpdateStateAsync(string state, CancellationToken cancellationToken = default) =>
        _session.AskAsync(IpcOperations.UpdateState, new UpdateStateRequest { State = state }, cancellationToken);

    /// <summary>
    /// Asks this component before a deployment changes components, and tells it afterwards: each event has one of the two members. Answer
    /// the first kind with <see cref="DeferUpdateAsync"/>.
    /// </summary>
    /// <param name="cancellationToken">Ends the subscription, now or later.</param>
    public Task<IpcEvents<ComponentUpdatePolicyEvents>> SubscribeToUpdatesAsync(CancellationToken cancellationToken = default) =>
        _session.SubscribeAsync(
            IpcOperations.SubscribeToComponentUpdates, Empty.Value,
            static e => e.PreUpdateEvent is null && e.PostUpdateEvent is null ? null : e, cancellationToken);

    /// <summary>Answers a deployment that asks.</summary>
    /// <param name="recheckAfter">When to ask again; zero to go ahead.</param>
    /// <param name="message">Why, for people.</param>
    /// <exception cref="IpcServiceException">Nobody asks, or no more.</exception>
    /// <exception cref="IpcInvalidArgumentsException">This component did not subscribe to updates.</exception>
    public Task DeferUpdateAsync(
        string deploymentId, TimeSpan recheckAfter, string? message = null, CancellationToken cancellationToken = default) =>
        _session.AskAsync(IpcOperations.DeferComponentUpdate, new DeferComponentUpdateRequest
        {
            DeploymentId = deploymentId,
            RecheckAfterMs = (long)recheckAfter.TotalMilliseconds,
            Message = message,
        }, cancellationToken);

    /// <summary>Freezes the processes of a component.</summary>
    /// <exception cref="IpcResourceNotFoundException">There is no such component.</exception>
    /// <exception cref="IpcInvalidArgumentsException">It does not run.</exception>
    public Task PauseAsync(string componentName, CancellationToken cancellationToken = default) =>
        _session.AskAsync(IpcOperations.PauseComponent, new PauseComponentRequest { ComponentName = componentName }, cancellationToken);

    /// <summary>Thaws the processes of a component.</summary>
    /// <exception cref="IpcResourceNotFoundException">There is no such component.</exception>
    /// <exception cref="IpcInvalidArgumentsException">It is not paused.</exception>
    public Task ResumeAsync(string componentName, CancellationToken cancellationToken = default) =>
        _session.AskAsync(IpcOperations.ResumeComponent, new ResumeComponentRequest { ComponentName = componentName }, cancellationToken);
}
