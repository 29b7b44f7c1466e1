using Microsoft.Extensions.Logging;

namespace Shoreline.Cloud;

internal static partial class CloudLog
{
    [LoggerMessage(6001, LogLevel.Information, "Cloud is ready: portal {Portal}, broker {Broker}, data {DataFolder}")]
    public static partial void Ready(ILogger logger, string portal, string broker, string dataFolder);

    [LoggerMessage(6002, LogLevel.Information, "Cloud has stopped")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(6003, LogLevel.Warning, "Own broker ended with code {ExitCode}; it is started again in {PauseSeconds:F1} s")]
    public static partial void BrokerEnded(ILogger logger, int exitCode, double pauseSeconds);

    [LoggerMessage(6004, LogLevel.Error, "Own broker could not be started again")]
    public static partial void BrokerNotStarted(ILogger logger, Exception error);

    [LoggerMessage(6005, LogLevel.Warning, "The last minutes could not be read from the lake; the portal's live view begins empty")]
    public static partial void WarmUpFailed(ILogger logger, Exception error);

    [LoggerMessage(6006, LogLevel.Warning, "Broker {Broker} cannot be reached ({Reason}); records are taken once it can")]
    public static partial void BrokerAway(ILogger logger, string broker, string reason);

    [LoggerMessage(6101, LogLevel.Error, "Commit to {Table} failed: {Messages} messages, {Bytes} bytes kept and tried again in {PauseSeconds:F1} s; nothing of it is acknowledged")]
    public static partial void CommitFailed(ILogger logger, string table, int messages, long bytes, double pauseSeconds, Exception error);

    [LoggerMessage(6102, LogLevel.Warning, "Stopped while {Bytes} bytes waited for their commit ({Reason}); they are not acknowledged and will be sent again")]
    public static partial void StoppedWithRowsHeld(ILogger logger, long bytes, string reason);

    [LoggerMessage(6103, LogLevel.Warning, "Message of {Bytes} bytes on {Topic} goes to the quarantine: it {Reason}")]
    public static partial void Quarantined(ILogger logger, string topic, int bytes, string reason);

    [LoggerMessage(6104, LogLevel.Error, "Message of {Bytes} bytes on {Topic} could not be taken; it is not acknowledged and will be sent again")]
    public static partial void MessageNotTaken(ILogger logger, string topic, int bytes, Exception error);

    [LoggerMessage(6105, LogLevel.Debug, "Acknowledgement to {Device} for {Stream} did not get out: {Reason}")]
    public static partial void AckFailed(ILogger logger, string device, string stream, string reason);

    [LoggerMessage(6201, LogLevel.Error, "Media object {Key} could not be stored; its sender was told to try later")]
    public static partial void MediaNotStored(ILogger logger, string key, Exception error);

    [LoggerMessage(6301, LogLevel.Error, "Request {Method} {Path} failed")]
    public static partial void RequestFailed(ILogger logger, string method, string path, Exception error);
}
