namespace Shoreline.Edge.Runtime;

/// <summary>
/// What all components see of the runtime in their environment (greengrass-components, 3.2). Null where there is nothing to see.
/// </summary>
internal sealed record RuntimeValues
{
    public required string ThingName { get; init; }

    /// <summary>Absolute.</summary>
    public required string SocketPath { get; init; }

    public required string NucleusVersion { get; init; }

    public string? Region { get; init; }

    public string? RootCaPath { get; init; }

    /// <summary>Of the token exchange service while it runs.</summary>
    public Uri? CredentialsUri { get; init; }

    public string? ProxyUrl { get; init; }

    public string? NoProxy { get; init; }

    /// <summary>What the gateway adds of its own.</summary>
    public IReadOnlyDictionary<string, string> More { get; init; } = new Dictionary<string, string>();
}
