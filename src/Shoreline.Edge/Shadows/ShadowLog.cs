using Microsoft.Extensions.Logging;

namespace Shoreline.Edge.Shadows;

/// <summary>What the shadow service tells its operator. Ids from 5601.</summary>
internal static partial class ShadowLog
{
    [LoggerMessage(5601, LogLevel.Error, "The shadow {Shadow} is damaged on disk; it was set aside as {Path} and counts as not there. Look at the disk.")]
    public static partial void Damaged(ILogger logger, string shadow, string path);

    [LoggerMessage(5602, LogLevel.Error, "The shadow {Shadow} could not be stored or read: {Reason}")]
    public static partial void Failed(ILogger logger, string shadow, string reason);
}
