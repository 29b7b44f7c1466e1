using Microsoft.Extensions.Logging;

namespace Shoreline.Edge.Ipc;

/// <summary>No message holds a token or a payload.</summary>
internal static partial class IpcLog
{
    [LoggerMessage(3401, LogLevel.Information, "IPC listens on {Path}")]
    public static partial void Listening(ILogger logger, string path);

    [LoggerMessage(3402, LogLevel.Warning, "IPC: a connection could not be accepted: {Reason}")]
    public static partial void AcceptFailed(ILogger logger, string reason);

    [LoggerMessage(3403, LogLevel.Error, "IPC: connection {Connection} ended by a failure of ours")]
    public static partial void ConnectionFailed(ILogger logger, Exception exception, long connection);

    [LoggerMessage(3404, LogLevel.Debug, "IPC: connection {Connection} of {Caller}, process {ProcessId}")]
    public static partial void Connected(ILogger logger, long connection, string caller, int processId);

    [LoggerMessage(
        3405, LogLevel.Warning,
        "IPC: connection {Connection} of process {ProcessId} refused: {Reason} ({Suppressed} refusals before it were not reported)")]
    public static partial void Refused(ILogger logger, long connection, int processId, string reason, long suppressed);

    [LoggerMessage(
        3406, LogLevel.Warning,
        "IPC: connection {Connection} of {Caller} closed: {Reason} ({Suppressed} such before it were not reported)")]
    public static partial void Closed(ILogger logger, long connection, string caller, string reason, long suppressed);

    [LoggerMessage(3407, LogLevel.Debug, "IPC: connection {Connection} ended")]
    public static partial void Ended(ILogger logger, long connection);

    [LoggerMessage(3408, LogLevel.Error, "IPC: {Operation} of {Caller} failed")]
    public static partial void OperationFailed(ILogger logger, Exception exception, string operation, string caller);

    [LoggerMessage(3409, LogLevel.Debug, "IPC: {Operation} of {Caller} cannot be read")]
    public static partial void Unreadable(ILogger logger, string operation, string caller);

    [LoggerMessage(
        3410, LogLevel.Warning,
        "IPC: {Caller} was denied {Operation} on '{Resource}' ({Suppressed} denials before it were not reported)")]
    public static partial void Denied(ILogger logger, string caller, string operation, string resource, long suppressed);

    [LoggerMessage(3411, LogLevel.Error, "accessControl of {Component} is not understood, so it grants nothing: {Reason}")]
    public static partial void PoliciesUnreadable(ILogger logger, string component, string reason);

    [LoggerMessage(3412, LogLevel.Error, "accessControl of {Component}: policy '{Policy}' of {Service}: {Reason}")]
    public static partial void PolicyFault(ILogger logger, string component, string service, string policy, string reason);

    [LoggerMessage(3413, LogLevel.Warning, "Deployment {Deployment}: {Component} asks to wait {WaitMs} ms: {Message}")]
    public static partial void Deferred(ILogger logger, string deployment, string component, long waitMs, string message);

    [LoggerMessage(3414, LogLevel.Warning, "IPC: {Group} may not use the command line: there is no such group on this machine")]
    public static partial void NoSuchGroup(ILogger logger, string group);

    [LoggerMessage(3415, LogLevel.Warning, "IPC: group {Group} may not use the command line: {Reason}")]
    public static partial void TokenNotGiven(ILogger logger, string group, string reason);
}
