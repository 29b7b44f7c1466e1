using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Edge.Runtime.Logs;

namespace Shoreline.Edge;

/// <summary>Where and with what a gateway runs.</summary>
public sealed record EdgeOptions
{
    /// <summary>Folder of all that the gateway keeps; created if missing. One gateway at a time uses it.</summary>
    public required string Root { get; init; }

    /// <summary>Path of the <c>shoreline</c> program, with which components are started; usually <see cref="Environment.ProcessPath"/>.</summary>
    public required string Program { get; init; }

    /// <summary>
    /// How long an orderly stop waits for the exports to deliver what the streams hold. Default 15 s. It does not wait for a destination that has no
    /// connection; what is left is delivered after the next start.
    /// </summary>
    public TimeSpan DrainWithin { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The file that the configuration was read from, to read it again; null: it is not read again.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>How long a reload waits for components that it starts to be up. Default 60 s.</summary>
    public TimeSpan ReloadWithin { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The gateway's log file, one of what <see cref="Loggers"/> writes to: told of the nucleus' option <c>logging</c>. Null: there is none.</summary>
    public GatewayLog? Log { get; init; }

    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
