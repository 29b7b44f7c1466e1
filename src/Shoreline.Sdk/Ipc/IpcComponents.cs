using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Sdk.Ipc;

/// <summary>Looking after components (greengrass-ipc, 6.5).</summary>
public sealed class IpcComponents
{
    private readonly IpcSession _session;

    internal IpcComponents(IpcSession session) => _session = session;

    /// <summary>All components, dependencies first.</summary>
    public async Task<IReadOnlyList<ComponentDetails>> ListAsync(CancellationToken cancellationToken = default) =>
        (await _session.AskAsync(IpcOperations.ListComponents, Empty.Value, cancellationToken)).Components ?? [];

    /// <exception cref="IpcResourceNotFoundException">There is none of that name.</exception>
    public async Task<ComponentDetails> GetDetailsAsync(string componentName, CancellationToken cancellationToken = default) =>
        (await _session.AskAsync(
            IpcOperations.GetComponentDetails, new() { ComponentName = componentName },
            cancellationToken)).ComponentDetails;

    /// <summary>
    /// Asks for a restart; completes when the wish is known, not when it is done. The status is one of <see cref="RequestStatuses"/>.
    /// </summary>
    /// <exception cref="IpcComponentNotFoundException">There is none of that name.</exception>
    public Task<RestartComponentResponse> RestartAsync(string componentName, CancellationToken cancellationToken = default) =>
        _session.AskAsync(IpcOperations.RestartComponent, new RestartComponentRequest { ComponentName = componentName }, cancellationToken);

    /// <summary>
    /// Asks for a stop; completes when the wish is known, not when it is done. The status is one of <see cref="RequestStatuses"/>.
    /// </summary>
    /// <exception cref="IpcComponentNotFoundException">There is none of that name.</exception>
    public Task<StopComponentResponse> StopAsync(string componentName, CancellationToken cancellationToken = default) =>
        _session.AskAsync(IpcOperations.StopComponent, new StopComponentRequest { ComponentName = componentName }, cancellationToken);

    /// <summary>Makes a password for the gateway's local page.</summary>
    public Task<CreateDebugPasswordResponse> CreateDebugPasswordAsync(CancellationToken cancellationToken = default) =>
        _session.AskAsync(IpcOperations.CreateDebugPassword, Empty.Value, cancellationToken);
}
