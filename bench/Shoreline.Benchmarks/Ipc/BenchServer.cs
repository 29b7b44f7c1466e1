using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Edge.Ipc;
using Shoreline.Edge.Ipc.Consent;
using Shoreline.Edge.Tests.Ipc.InMemory;

namespace Shoreline.Benchmarks.Ipc;

/// <summary>The gateway's IPC server with components that exist in memory only.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    private readonly MemoryRuntime _runtime = new();
    private readonly MemoryConfiguration _configuration = new();
    private readonly IpcParts _parts;
    private readonly IpcServer _server;

    public BenchServer(string folder)
    {
        SocketPath = Path.Combine(folder, "ipc.socket");
        var consent = new ComponentConsent(_runtime, NullLogger.Instance, TimeProvider.System);
        _parts = new IpcParts(
            _runtime, _configuration, new MemoryDeployments { ArtifactFolder = folder }, consent, NullLogger.Instance, TimeProvider.System);
        _server = IpcServer.Start(
            new IpcServerOptions { SocketPath = SocketPath }, _parts.Tokens, _parts.Operations, NullLogger.Instance, TimeProvider.System);
    }

    public string SocketPath { get; }

    /// <summary>Adds a component that may use all topics.</summary>
    public string Token(string component)
    {
        _configuration.Set(
            component, """{"accessControl":{"aws.greengrass.ipc.pubsub":{"p":{"operations":["*"],"resources":["bench/*"]}}}}""");
        return _runtime.Add(component);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _parts.Dispose();
    }
}
