using Microsoft.Extensions.Logging;
using Shoreline.Edge.Artifacts;
using Shoreline.Edge.ConfigStore;
using Shoreline.Edge.Nucleus;
using Shoreline.Streams.Files;

namespace Shoreline.Edge.Deployments;

/// <summary>What deployments work with.</summary>
internal sealed record DeploymentParts
{
    public required IFileSystem Files { get; init; }

    public required DeviceConfiguration Configuration { get; init; }

    public required ArtifactStore Artifacts { get; init; }

    public required IComponentRuntime Runtime { get; init; }

    public required IComponentConsent Consent { get; init; }

    public required DeviceFacts Device { get; init; }

    public required ILogger Logger { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>What a deployment's bootstrap scripts asked for.</summary>
internal enum RestartWish
{
    /// <summary>Of the nucleus: exit code 100.</summary>
    Runtime,

    /// <summary>Of the device: exit code 101.</summary>
    Device,
}
