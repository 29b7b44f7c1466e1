namespace Shoreline.Messaging.Broker;

/// <summary>How a <see cref="MosquittoProcess"/> runs.</summary>
public sealed record MosquittoOptions
{
    /// <summary>Holds its configuration, log, persisted messages and process id. Made if missing. One process per folder.</summary>
    public required string Folder { get; init; }

    /// <summary>TCP port on 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Keep retained and queued messages over a restart.</summary>
    public bool Persistence { get; init; } = true;

    /// <summary>
    /// A file made by <c>mosquitto_passwd</c>; clients must then sign in. Default: whoever reaches the loopback port may connect.
    /// </summary>
    public string? PasswordFile { get; init; }

    /// <summary>Largest MQTT packet taken, in bytes.</summary>
    public int MaxPacketBytes { get; init; } = 16 << 20;

    /// <summary>Messages kept for one subscriber that is slow; the broker drops what is beyond.</summary>
    public int MaxQueuedMessages { get; init; } = 10_000;

    /// <summary>Payload bytes kept for one subscriber that is slow.</summary>
    public long MaxQueuedBytes { get; init; } = 64 << 20;

    /// <summary>Unconfirmed messages under way to one subscriber.</summary>
    public int MaxInFlight { get; init; } = 64;
}
