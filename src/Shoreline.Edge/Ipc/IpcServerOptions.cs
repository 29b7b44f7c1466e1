using Shoreline.Greengrass.Ipc.EventStream;

namespace Shoreline.Edge.Ipc;

/// <summary>Where the IPC server listens, and what its clients may take of the machine.</summary>
internal sealed record IpcServerOptions
{
    /// <summary>Absolute path of the socket.</summary>
    public required string SocketPath { get; init; }

    /// <summary>Connections whose token was accepted.</summary>
    public int MaxConnections { get; init; } = 512;

    /// <summary>The same of one component.</summary>
    public int MaxConnectionsOfOne { get; init; } = 64;

    /// <summary>Connections that have shown no token yet. A further one takes the place of one of these.</summary>
    public int MaxHandshakes { get; init; } = 64;

    /// <summary>Time for a connection's first message.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Streams that one connection may have open.</summary>
    public int MaxStreams { get; init; } = 1024;

    public int MaxMessageBytes { get; init; } = EventStreamFormat.MaxMessageBytes;

    /// <summary>Bytes of messages that may wait for one client to read them.</summary>
    public long MaxQueuedBytes { get; init; } = 64 << 20;

    /// <summary>
    /// What all connections together may hold of messages on their way, beyond <see cref="Connections.IpcMemory.FreeBytes"/> for each
    /// direction of each.
    /// </summary>
    public long MemoryBytes { get; init; } = 256 << 20;

    /// <summary>Time for what is on its way when a connection ends.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(2);
}
