using Microsoft.Extensions.Logging;

namespace Shoreline.Edge.Runtime;

/// <summary>What the runtime of components tells its operator. Ids from 5201.</summary>
internal static partial class RuntimeLog
{
    [LoggerMessage(5201, LogLevel.Warning, "Control groups are not all there: {Shortage}")]
    public static partial void GroupsShort(ILogger logger, string shortage);

    [LoggerMessage(5202, LogLevel.Warning, "{Count} processes of components were still running from a runtime of {Root} that was killed; they were ended")]
    public static partial void LeftoversEnded(ILogger logger, int count, string root);

    [LoggerMessage(5203, LogLevel.Warning, "Component {Component} has no control group, so no limits and no pause: {Reason}")]
    public static partial void GroupNotMade(ILogger logger, string component, string reason);

    [LoggerMessage(5204, LogLevel.Warning, "The limits of component {Component} are not set: {Reason}")]
    public static partial void LimitsNotSet(ILogger logger, string component, string reason);

    [LoggerMessage(5205, LogLevel.Warning, "Component {Component} has limits of {Cpus} cores and {MemoryKiB} KiB; what is not above 0 is ignored")]
    public static partial void LimitIgnored(ILogger logger, string component, double cpus, long memoryKiB);

    [LoggerMessage(5206, LogLevel.Error, "{Count} processes of component {Component} do not end, not even by SIGKILL: the kernel holds them")]
    public static partial void ProcessesStay(ILogger logger, string component, int count);

    [LoggerMessage(5207, LogLevel.Error, "Component {Component} cannot be thawed: {Reason}")]
    public static partial void NotThawed(ILogger logger, string component, string reason);

    [LoggerMessage(5208, LogLevel.Information, "Component {Component} {Version} is {State}")]
    public static partial void StateEntered(ILogger logger, string component, string version, string state);

    [LoggerMessage(5209, LogLevel.Warning, "Component {Component} {Version} is {State}, {Code}: {Reason}")]
    public static partial void ErrorEntered(ILogger logger, string component, string version, string state, string code, string reason);

    [LoggerMessage(5210, LogLevel.Warning, "Component {Component} reported {Reported} while {State}; that does not fit and is ignored")]
    public static partial void ReportIgnored(ILogger logger, string component, string reported, string state);

    [LoggerMessage(5211, LogLevel.Error, "The life cycle of component {Component} broke off in a way that is not foreseen; it is BROKEN")]
    public static partial void MachineBroke(ILogger logger, Exception exception, string component);

    [LoggerMessage(5212, LogLevel.Warning, "{Count} components did not stop within {Seconds:N0} s; what runs of them is killed")]
    public static partial void StopLimitReached(ILogger logger, int count, double seconds);

    [LoggerMessage(5213, LogLevel.Warning, "Component {Component}: the {Step} step failed: {Reason}")]
    public static partial void StepFailed(ILogger logger, string component, string step, string reason);

    [LoggerMessage(5214, LogLevel.Error, "A listener for states of components failed at {Component}")]
    public static partial void ListenerFailed(ILogger logger, Exception exception, string component);

    [LoggerMessage(5215, LogLevel.Warning, "Component {Component} waits for {Dependency}, which is not there")]
    public static partial void DependencyMissing(ILogger logger, string component, string dependency);

    [LoggerMessage(5216, LogLevel.Warning, "Component {Component} writes more than {BytesPerSecond:N0} bytes of log a second in its {Step} step; it is read no faster than that, and waits")]
    public static partial void OutputHeld(ILogger logger, string component, int bytesPerSecond, string step);

    [LoggerMessage(5217, LogLevel.Information, "Component {Component}: what its {Step} step wrote too fast was held back for {Seconds:N1} s altogether")]
    public static partial void OutputWasHeld(ILogger logger, string component, string step, double seconds);

    [LoggerMessage(5218, LogLevel.Warning, "{Nucleus}: {Key} is '{Value}', and its default holds. Allowed: {Allowed}")]
    public static partial void LoggingOptionIgnored(ILogger logger, string nucleus, string key, string value, string allowed);
}
