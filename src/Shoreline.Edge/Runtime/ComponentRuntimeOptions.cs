using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Edge.Runtime.ControlGroups;
using Shoreline.Edge.Runtime.Logs;

namespace Shoreline.Edge.Runtime;

/// <summary>What a runtime of components is made with.</summary>
internal sealed record ComponentRuntimeOptions
{
    /// <summary>Absolute. Work folders, logs and artifacts lie in it (greengrass-components, section 9).</summary>
    public required string Root { get; init; }

    /// <summary>Asked anew for each step, since some come and go.</summary>
    public required Func<RuntimeValues> Values { get; init; }

    public LogOptions Logs { get; init; } = new();

    /// <summary>The nucleus' <c>runWithDefault.posixUser</c>.</summary>
    public string? DefaultUser { get; init; }

    /// <summary>The nucleus' <c>runWithDefault.posixShell</c>.</summary>
    public string Shell { get; init; } = "sh";

    /// <summary>The nucleus' <c>runWithDefault.systemResourceLimits</c>, for components that name none.</summary>
    public GroupLimits DefaultLimits { get; init; }

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
