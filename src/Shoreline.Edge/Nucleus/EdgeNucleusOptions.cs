using Microsoft.Extensions.Logging;
using Shoreline.Edge.Artifacts;
using Shoreline.Edge.Runtime;

namespace Shoreline.Edge.Nucleus;

/// <summary>What a gateway gives its nucleus.</summary>
internal sealed record EdgeNucleusOptions
{
    public required EdgePaths Paths { get; init; }

    public required string ThingName { get; init; }

    /// <summary>Asked anew for each step.</summary>
    public required Func<RuntimeValues> Values { get; init; }

    /// <summary>
    /// <c>user[:group]</c> of components that name none, where the nucleus' configuration names none either; null: the gateway's own user, or
    /// none where that is root.
    /// </summary>
    public string? DefaultUser { get; init; }

    public IReadOnlyList<IArtifactFetcher> Fetchers { get; init; } = [];

    public required ILoggerFactory Loggers { get; init; }

    public required TimeProvider Time { get; init; }

    public ILogger Logger(string part) => Loggers.CreateLogger("Shoreline.Edge." + part);
}
