using System.Globalization;

namespace Shoreline.Sdk;

/// <summary>
/// Where the stream manager is and how patient the client is. Defaults come from the environment that a component is started with.
/// </summary>
public sealed record StreamManagerClientOptions
{
    private const int DefaultPort = 8088;

    /// <summary><c>STREAM_MANAGER_SERVER_HOST</c>, else 127.0.0.1.</summary>
    public string Host { get; init; } = Variable("STREAM_MANAGER_SERVER_HOST") ?? "127.0.0.1";

    /// <summary><c>STREAM_MANAGER_SERVER_PORT</c>, else 8088.</summary>
    public int Port { get; init; } =
        int.TryParse(Variable("STREAM_MANAGER_SERVER_PORT"), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? port
            : DefaultPort;

    /// <summary><c>AWS_CONTAINER_AUTHORIZATION_TOKEN</c>, else none.</summary>
    public string? AuthToken { get; init; } = Variable("AWS_CONTAINER_AUTHORIZATION_TOKEN");

    /// <summary>Time for TCP and the handshake together.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an answer may take; a read gets its own waiting time on top.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Requests under way at once; further ones wait for their turn.</summary>
    public int MaxInFlight { get; init; } = 256;

    /// <summary>
    /// Pause before the second attempt to connect again; doubles with each further one up to <see cref="ReconnectMax"/>, jittered by half.
    /// </summary>
    public TimeSpan ReconnectMin { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan ReconnectMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Leaves the secret out.</summary>
    public override string ToString() => $"{Host}:{Port}";

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
