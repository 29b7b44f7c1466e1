namespace Shoreline.Messaging;

/// <summary>Where and how an <see cref="MqttClient"/> connects.</summary>
public sealed record MqttClientOptions
{
    /// <summary>
    /// <c>mqtt://host:port</c> (1883 where no port is given) or <c>mqtts://host:port</c> (8883). Without user and password.
    /// </summary>
    public required Uri Broker { get; init; }

    /// <summary>At most one client of an id is connected to a broker; the broker throws the older one out. Default: a random one.</summary>
    public string? ClientId { get; init; }

    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>Certificates and key for <c>mqtts</c>. Default: the system's authorities, no client certificate.</summary>
    public MqttTls? Tls { get; init; }

    /// <summary>A silent connection is probed after this time and given up after twice of it. 5 to 65,535 s.</summary>
    public int KeepAliveSeconds { get; init; } = 15;

    /// <summary>Time for TCP, TLS and the broker's answer together.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Pause after the first failed attempt; doubles with each further one up to <see cref="ReconnectMax"/>, jittered by half.
    /// </summary>
    public TimeSpan ReconnectMin { get; init; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan ReconnectMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Publishes under way at once; further ones wait for their turn.</summary>
    public int MaxInFlight { get; init; } = 64;

    /// <summary>Received messages that wait for their handlers. Above either bound the client stops reading from its socket.</summary>
    public int ReceiveQueueMessages { get; init; } = 1024;

    /// <summary>Payload bytes that wait for their handlers.</summary>
    public long ReceiveQueueBytes { get; init; } = 32 << 20;
}

/// <summary>PEM files for a connection with TLS.</summary>
public sealed record MqttTls
{
    /// <summary>Authorities that may have signed the broker's certificate. Default: the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>This client's certificate, with <see cref="KeyFile"/>.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The certificate's private key, not encrypted.</summary>
    public string? KeyFile { get; init; }
}
