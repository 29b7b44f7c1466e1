using Microsoft.Extensions.Logging;

namespace Shoreline.Edge;

/// <summary>What the edge tells its operator. Ids from 5001.</summary>
internal static partial class EdgeLog
{
    [LoggerMessage(5001, LogLevel.Warning, "Component {Component} {Ending}; it is started again in {DelaySeconds:N1} s")]
    public static partial void ComponentEnded(ILogger logger, string component, string ending, double delaySeconds);

    [LoggerMessage(5002, LogLevel.Warning, "{Count} processes of an edge that was killed were still running under {Root}; they were ended")]
    public static partial void StaleProcessesEnded(ILogger logger, int count, string root);
}
