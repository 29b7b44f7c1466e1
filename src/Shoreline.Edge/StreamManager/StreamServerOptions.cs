using System.Net;

namespace Shoreline.Edge.StreamManager;

/// <summary>How the stream manager's port is served.</summary>
public sealed record StreamServerOptions
{
    /// <summary>TCP port; 0 takes a free one. Default 8088, which the clients assume.</summary>
    public int Port { get; init; } = 8088;

    /// <summary>Loopback unless told otherwise: the protocol has no encryption.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>What a client must send to connect. Default: any local process may.</summary>
    public string? Token { get; init; }

    /// <summary>Whether a token is that of a component, which may connect beside those who know <see cref="Token"/>.</summary>
    public Func<ReadOnlySpan<byte>, bool>? IsComponents { get; init; }

    /// <summary>Connections at once that have shaken hands; a further one is told so and closed.</summary>
    public int MaxConnections { get; init; } = 128;

    /// <summary>
    /// Connections at once that have not shaken hands yet, beside those; where there are more, the oldest is told so and closed.
    /// </summary>
    public int MaxUnfinished { get; init; } = 32;

    /// <summary>
    /// Largest frame taken, in bytes; a larger one is read over and answered with RequestPayloadTooLarge. 1 KiB to 1 GiB.
    /// </summary>
    public int MaxFrameBytes { get; init; } = 32 << 20;

    /// <summary>Appends of one connection that wait for the disk at once. Beyond it the connection is not read until one is done.</summary>
    public int MaxPendingAppends { get; init; } = 1024;

    /// <summary>
    /// Bytes of memory that those appends hold, the frames around them included; fewer where many connections share
    /// <see cref="MemoryBytes"/>.
    /// </summary>
    public long MaxPendingAppendBytes { get; init; } = 64 << 20;

    /// <summary>Reads of one connection that wait for messages at once. A further one is refused.</summary>
    public int MaxWaitingReads { get; init; } = 256;

    /// <summary>
    /// Payload bytes after which an answer to a read takes no further message, unless the request's minimum needs it; fewer where many
    /// connections share
    /// <see cref="MemoryBytes"/>.
    /// </summary>
    public int ReadBytes { get; init; } = 16 << 20;

    /// <summary>Payload bytes that a read's minimum may take, at most; above it the answer is ResponsePayloadTooLarge.</summary>
    public int MaxReadBytes { get; init; } = 64 << 20;

    /// <summary>
    /// Measure of the memory of all connections together; <see cref="ServerMemory"/> says what it bounds. 1 MiB and more, and
    /// <see cref="MaxFrameBytes"/> for a frame of that size.
    /// </summary>
    public long MemoryBytes { get; init; } = 256 << 20;

    /// <summary>Time from accept to the end of the handshake.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time for a frame above 256 KiB, from its header to its end. Smaller ones may take as long as they like.</summary>
    public TimeSpan LargeFrameTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A request about a stream as a whole that takes longer is answered with ServerTimeout, and may still take effect.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(50);

    /// <summary>
    /// An append that takes longer is answered with ServerTimeout; it is looked for every 5 s, and clients give up at 60 s.
    /// </summary>
    public TimeSpan AppendTimeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Time given to answers under way when a connection or the server ends.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
