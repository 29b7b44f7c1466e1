using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Shoreline.Edge;

/// <summary>Where and with what a gateway runs.</summary>
public sealed record EdgeOptions
{
    /// <summary>Folder of all that the gateway keeps; created if missing. One gateway at a time uses it.</summary>
    public required string Root { get; init; }

    /// <summary>Path of the <c>shoreline</c> program, with which components are started; usually <see cref="Environment.ProcessPath"/>.</summary>
    public required string Program { get; init; }

    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
