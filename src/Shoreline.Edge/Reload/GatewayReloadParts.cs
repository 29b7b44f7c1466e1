using Microsoft.Extensions.Logging;
using Shoreline.Edge.Exports;
using Shoreline.Edge.Nucleus;
using Shoreline.Edge.OwnComponents;
using Shoreline.Streams;

namespace Shoreline.Edge.Reload;

/// <summary>What <see cref="GatewayReload"/> is made of.</summary>
internal sealed record GatewayReloadParts
{
    /// <summary>Absolute path of the file that is read again.</summary>
    public required string ConfigFile { get; init; }

    /// <summary>Path of the broker's configuration file, which stays.</summary>
    public required string BrokerConfig { get; init; }

    /// <summary>How long components are waited for.</summary>
    public required TimeSpan Within { get; init; }

    public required EdgePaths Paths { get; init; }

    public required CurrentSettings Settings { get; init; }

    public required StreamStore Store { get; init; }

    public required ExportEngine Exports { get; init; }

    public required EdgeNucleus Nucleus { get; init; }

    public required OwnDeployments Own { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Logger { get; init; }
}
