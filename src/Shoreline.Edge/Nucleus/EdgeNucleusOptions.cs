using Microsoft.Extensions.Logging;
using Shoreline.Edge.Artifacts;
using Shoreline.Edge.Runtime;
using Shoreline.Edge.Runtime.Logs;

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

    /// <summary>Of components' logs, and of the gateway's own.</summary>
    public LoggingSettings Logging { get; init; } = new();

    public required ILoggerFactory Loggers { get; init; }

    public required TimeProvider Time { get; init; }

    public ILogger Logger(string part) => Loggers.CreateLogger("Shoreline.Edge." + part);
}
