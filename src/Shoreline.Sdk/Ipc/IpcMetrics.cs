using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Sdk.Ipc;

/// <summary>Metrics that go with the gateway's telemetry (greengrass-ipc, 6.9): for components whose name begins with <c>aws.</c></summary>
public sealed class IpcMetrics
{
    private readonly IpcSession _session;

    internal IpcMetrics(IpcSession session) => _session = session;

    /// <exception cref="IpcInvalidArgumentsException">A name, unit or value is wrong.</exception>
    public Task PutAsync(IReadOnlyList<ComponentMetric> metrics, CancellationToken cancellationToken = default) =>
        _session.AskAsync(IpcOperations.PutComponentMetric, new PutComponentMetricRequest { Metrics = metrics }, cancellationToken);
}
