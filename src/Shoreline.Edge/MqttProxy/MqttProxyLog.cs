using Microsoft.Extensions.Logging;

namespace Shoreline.Edge.MqttProxy;

/// <summary>What the MQTT proxy tells its operator. Ids from 5621.</summary>
internal static partial class MqttProxyLog
{
    [LoggerMessage(5621, LogLevel.Error, "The broker refuses message {Sequence} to {Topic} for good: {Reason}; it was set aside in {DeadStream}")]
    public static partial void Refused(ILogger logger, long sequence, string topic, string reason, string deadStream);

    [LoggerMessage(5622, LogLevel.Warning, "Message {Sequence} to {Topic} waited for longer than its {Seconds} s and was not sent; {Count} so far")]
    public static partial void Expired(ILogger logger, long sequence, string topic, long seconds, long count);

    [LoggerMessage(5623, LogLevel.Warning, "The broker does not take message {Sequence} to {Topic} now: {Reason}; trying on")]
    public static partial void NotTaken(ILogger logger, long sequence, string topic, string reason);

    [LoggerMessage(5624, LogLevel.Error, "The position of the MQTT proxy is not saved: {Reason}; a restart would publish some messages twice")]
    public static partial void CursorNotSaved(ILogger logger, string reason);

    [LoggerMessage(5625, LogLevel.Error, "Record {Sequence} of {Stream} is none of the MQTT proxy's; it was set aside in {DeadStream}")]
    public static partial void NotUnderstood(ILogger logger, long sequence, string stream, string deadStream);

    [LoggerMessage(5626, LogLevel.Error, "The MQTT proxy cannot read its stream or set a message aside: {Reason}; trying on")]
    public static partial void Interrupted(ILogger logger, string reason);

    [LoggerMessage(5627, LogLevel.Warning, "The broker refuses the subscription to {Filter}, which it had granted: {Reason}; tried again in {Seconds:N1} s ({Attempt} of {Attempts})")]
    public static partial void SubscriptionRefused(ILogger logger, string filter, string reason, double seconds, int attempt, int attempts);

    [LoggerMessage(5628, LogLevel.Error, "The subscription to {Filter} is given up after {Attempts} attempts: {Reason}; its {Subscribers} subscribers are told")]
    public static partial void SubscriptionLost(ILogger logger, string filter, int attempts, string reason, int subscribers);
}
