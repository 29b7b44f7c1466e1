namespace Shoreline.Sdk.Ipc;

/// <summary>
/// Where the nucleus listens and how patient the client is. Defaults come from the environment that a component is started with.
/// </summary>
public sealed record GreengrassIpcClientOptions
{
    /// <summary>
    /// Path of the nucleus' socket: <c>AWS_GG_NUCLEUS_DOMAIN_SOCKET_FILEPATH_FOR_COMPONENT</c>. May be relative to the working folder.
    /// </summary>
    public string? SocketPath { get; init; } = Variable("AWS_GG_NUCLEUS_DOMAIN_SOCKET_FILEPATH_FOR_COMPONENT");

    /// <summary>What tells the nucleus who calls: <c>SVCUID</c>.</summary>
    public string? AuthToken { get; init; } = Variable("SVCUID");

    /// <summary>Time for connecting and the handshake together.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an answer may take; waiting for a turn and for a connection counts.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Calls under way at once; further ones wait for their turn. Open subscriptions do not count.</summary>
    public int MaxInFlight { get; init; } = 256;

    /// <summary>
    /// Events that one subscription holds for a consumer that is busy. What happens beyond is <see cref="OnSlowConsumer"/>'s to say.
    /// </summary>
    public int EventBufferCount { get; init; } = 1024;

    /// <summary>The same in bytes of the events' payloads as they were sent. One event is held whatever its size.</summary>
    public long EventBufferBytes { get; init; } = 16 << 20;

    public SlowConsumer OnSlowConsumer { get; init; } = SlowConsumer.Fail;

    /// <summary>
    /// Connects again when the connection ends, and opens all subscriptions again. Off by default, as with the official clients: a
    /// component that loses its nucleus is usually started anew by it, with another token. What is published while there is no connection
    /// is never seen: <see cref="IpcEvents{T}.InterruptionCount"/>.
    /// </summary>
    public bool Reconnect { get; init; }

    /// <summary>
    /// Pause before the second attempt to connect again; doubles with each further one up to <see cref="ReconnectMax"/>, jittered by half.
    /// </summary>
    public TimeSpan ReconnectMin { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan ReconnectMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Leaves the secret out.</summary>
    public override string ToString() => SocketPath ?? "no socket";

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}

/// <summary>
/// What becomes of a subscription whose consumer does not keep up, once its buffer is full. Other subscriptions and calls never wait for
/// it.
/// </summary>
public enum SlowConsumer
{
    /// <summary>It ends: the consumer gets what is buffered, then <see cref="IpcSlowConsumerException"/>.</summary>
    Fail,

    /// <summary>The oldest buffered events are given up, and counted in <see cref="IpcEvents{T}.DroppedCount"/>.</summary>
    DropOldest,
}
