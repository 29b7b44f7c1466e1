using Microsoft.Extensions.Logging;

namespace Shoreline.Edge.TokenExchange;

/// <summary>What the token exchange tells its operator. Ids from 5641.</summary>
internal static partial class TokenExchangeLog
{
    [LoggerMessage(5641, LogLevel.Warning, "A component asked for credentials and got none within {Seconds} s")]
    public static partial void Slow(ILogger logger, double seconds);

    [LoggerMessage(5642, LogLevel.Warning, "A component asked for credentials and got status {Status}: {Reason}")]
    public static partial void Refused(ILogger logger, int status, string reason);
}
