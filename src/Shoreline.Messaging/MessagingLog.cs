using Microsoft.Extensions.Logging;

namespace Shoreline.Messaging;

internal static partial class MessagingLog
{
    [LoggerMessage(2001, LogLevel.Information, "MQTT {ClientId}: connected to {Broker}")]
    public static partial void Connected(ILogger logger, string clientId, Uri broker);

    [LoggerMessage(2002, LogLevel.Warning, "MQTT {ClientId}: no connection to {Broker}: {Reason}; trying on")]
    public static partial void Disconnected(ILogger logger, string clientId, Uri broker, string reason);

    [LoggerMessage(2003, LogLevel.Error, "MQTT {ClientId}: the handler of {Filter} failed on a message to {Topic}; the message is skipped")]
    public static partial void HandlerFailed(ILogger logger, Exception exception, string clientId, string filter, string topic);

    [LoggerMessage(2010, LogLevel.Information, "Mosquitto {ProcessId} listens on {Endpoint}, data in {Folder}")]
    public static partial void BrokerStarted(ILogger logger, int processId, Uri endpoint, string folder);

    [LoggerMessage(2011, LogLevel.Warning, "Mosquitto {ProcessId} of an earlier run still held {Folder}; it was stopped")]
    public static partial void StaleBrokerStopped(ILogger logger, int processId, string folder);

    [LoggerMessage(2012, LogLevel.Error, "Mosquitto {ProcessId} ended with exit code {ExitCode}: {LastWords}")]
    public static partial void BrokerExited(ILogger logger, int processId, int exitCode, string lastWords);
}
