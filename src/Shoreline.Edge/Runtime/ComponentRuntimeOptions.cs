using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Edge.Runtime.Logs;

namespace Shoreline.Edge.Runtime;

/// <summary>What a runtime of components is made with.</summary>
internal sealed record ComponentRuntimeOptions
{
    /// <summary>Absolute. Work folders, logs and artifacts lie in it (greengrass-components, section 9).</summary>
    public required string Root { get; init; }

    /// <summary>Asked anew for each step, since some come and go.</summary>
    public required Func<RuntimeValues> Values { get; init; }

    public LoggingSettings Logs { get; init; } = new();

    /// <summary>Where logs go that are not to go into files.</summary>
    public ConsoleLines Console { get; init; } = new(System.Console.OpenStandardOutput);

    /// <summary>Of each pipe of each step.</summary>
    public OutputLimit Output { get; init; } = new();

    /// <summary>Asked anew for each step: a deployment may change them.</summary>
    public Func<RunDefaults> Defaults { get; init; } = () => RunDefaults.None;

    /// <summary>How long components have to stop when the runtime does; what is left then is killed.</summary>
    public TimeSpan StopLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long components that a call started must stay up before it says that they are: a script that fails at once is RUNNING for a
    /// moment too.
    /// </summary>
    public TimeSpan SettleTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>False keeps off control groups even where the machine has them.</summary>
    public bool UseControlGroups { get; init; } = true;

    public ILogger Logger { get; init; } = NullLogger.Instance;

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
