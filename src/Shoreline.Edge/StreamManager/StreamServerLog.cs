using System.Net;
using Microsoft.Extensions.Logging;

namespace Shoreline.Edge.StreamManager;

internal static partial class StreamServerLog
{
    [LoggerMessage(3301, LogLevel.Information, "Stream manager listens on {Address}:{Port}")]
    public static partial void Listening(ILogger logger, IPAddress address, int port);

    [LoggerMessage(3313, LogLevel.Warning, "Stream manager: {Count} connections without a connect request gave way to others; "
        + "at most {Limit} are kept. 'ss -tnp dport = :{Port}' names who opens them")]
    public static partial void GaveWay(ILogger logger, long count, int limit, int port);

    [LoggerMessage(3303, LogLevel.Warning, "Stream manager: a connection could not be accepted: {Reason}")]
    public static partial void AcceptFailed(ILogger logger, string reason);

    [LoggerMessage(3304, LogLevel.Error, "Stream manager: connection {Connection} ended by a failure of ours")]
    public static partial void ConnectionFailed(ILogger logger, Exception exception, long connection);

    [LoggerMessage(3305, LogLevel.Debug, "Stream manager: connection {Connection} from client library {SdkVersion}, protocol {Protocol}")]
    public static partial void Connected(ILogger logger, string connection, string sdkVersion, string protocol);

    [LoggerMessage(3306, LogLevel.Warning, "Stream manager: connection {Connection} refused: {Reason}")]
    public static partial void Refused(ILogger logger, string connection, string reason);

    [LoggerMessage(3307, LogLevel.Warning, "Stream manager: connection {Connection} closed: {Reason}")]
    public static partial void Closed(ILogger logger, string connection, string reason);

    [LoggerMessage(3308, LogLevel.Debug, "Stream manager: connection {Connection} ended")]
    public static partial void Ended(ILogger logger, string connection);

    [LoggerMessage(3309, LogLevel.Error, "Stream manager: request {Operation} on connection {Connection} failed")]
    public static partial void RequestFailed(ILogger logger, Exception exception, string operation, string connection);

    [LoggerMessage(3310, LogLevel.Warning, "Stream '{Stream}' has export configurations ({Count}) that this gateway keeps but "
        + "does not run; exports are set up in edge.yaml")]
    public static partial void ExportsNotRun(ILogger logger, string stream, int count);

    [LoggerMessage(3311, LogLevel.Warning, "Stream manager: a request was answered as timed out after {Seconds} s; its end: {End}")]
    public static partial void LateWork(ILogger logger, string end, double seconds);

    [LoggerMessage(3312, LogLevel.Warning, "Stream manager: parameter {Name} is taken but has no effect on this gateway")]
    public static partial void ParameterWithoutEffect(ILogger logger, string name);
}
