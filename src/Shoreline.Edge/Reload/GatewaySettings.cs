using Shoreline.Core;
using Shoreline.Edge.Cameras;
using Shoreline.Edge.Configuration;
using Shoreline.Edge.Exports;
using Shoreline.Edge.Page;

namespace Shoreline.Edge.Reload;

/// <summary>
/// What a gateway goes by at one moment: its configuration, and the secrets that were read with it. Never changed; a reload makes another
/// one.
/// </summary>
internal sealed record GatewaySettings
{
    public required EdgeConfig Config { get; init; }

    public required CameraFiles CameraFiles { get; init; }

    public required ExportSecrets ExportSecrets { get; init; }

    /// <summary>Null where no sensor runs.</summary>
    public SensorControl? Sensor { get; init; }

    /// <summary>Reads all secrets that a configuration names, and changes nothing.</summary>
    /// <param name="before">What the gateway goes by until now; null at its start.</param>
    /// <exception cref="InvalidInputException">A secret is missing, open to others, or of another form.</exception>
    public static GatewaySettings Read(EdgeConfig config, EdgePaths paths, GatewaySettings? before = null) => new()
    {
        Config = config,
        CameraFiles = CameraFiles.Prepare(config, paths),
        ExportSecrets = new ExportSecrets(config, new SecretStore(config.Secrets, paths.Secrets), before?.ExportSecrets),
    };
}
