using Microsoft.Extensions.Logging;

namespace Shoreline.Edge.ConfigStore;

/// <summary>What the configuration store tells the operator. Ids from 5301.</summary>
internal static partial class ConfigStoreLog
{
    [LoggerMessage(5301, LogLevel.Warning, "Configuration log {Path}: the last {LostBytes} bytes are of a write that was never finished nor answered; they are cut off")]
    public static partial void TornTail(ILogger logger, string path, long lostBytes);

    [LoggerMessage(5302, LogLevel.Error, "Configuration log {Path}: {LostBytes} bytes at offset {Offset} are damaged, and the changes in them are lost; the file is kept as {Kept}. Check the disk, and deploy again")]
    public static partial void Damaged(ILogger logger, string path, long offset, long lostBytes, string kept);

    [LoggerMessage(5303, LogLevel.Error, "A change of the configuration could not be written to {Path}: {Reason}; it does not count")]
    public static partial void NotWritten(ILogger logger, string path, string reason);

    [LoggerMessage(5304, LogLevel.Error, "One that watches the configuration of {Component} failed when told of {Path}; others are told all the same")]
    public static partial void WatcherFailed(ILogger logger, Exception exception, string component, string path);

    [LoggerMessage(5305, LogLevel.Information, "Configuration generation {Generation} counts now; before it did {Before}")]
    public static partial void Switched(ILogger logger, long generation, long before);
}
