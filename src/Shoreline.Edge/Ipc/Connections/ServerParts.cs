using Microsoft.Extensions.Logging;
using Shoreline.Edge.Ipc.Operations;

namespace Shoreline.Edge.Ipc.Connections;

/// <summary>What all connections of a server share.</summary>
internal sealed record ServerParts(
    IpcServerOptions Options, IIpcTokens Tokens, OperationTable Operations, IpcMemory Memory, IpcMetrics Metrics, ILogger Logger,
    TimeProvider Time)
{
    public LogThrottle Refusals { get; } = new(Time);

    public LogThrottle Closings { get; } = new(Time);
}
