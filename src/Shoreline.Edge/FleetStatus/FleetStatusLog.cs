using Microsoft.Extensions.Logging;

namespace Shoreline.Edge.FleetStatus;

/// <summary>What the fleet status tells its operator. Ids from 5651.</summary>
internal static partial class FleetStatusLog
{
    [LoggerMessage(5651, LogLevel.Error, "The file {Path} of the status messages' number is damaged; numbers go on from {Number}")]
    public static partial void SequenceDamaged(ILogger logger, string path, long number);

    [LoggerMessage(5652, LogLevel.Warning, "A status message ({Trigger}) could not be stored: {Reason}; what changed comes with the next one")]
    public static partial void NotStored(ILogger logger, string trigger, string reason);

    [LoggerMessage(5653, LogLevel.Warning, "A status message ({Trigger}) is in the stream {Stream}, but not on its way to the broker: {Reason}")]
    public static partial void NotPublished(ILogger logger, string trigger, string stream, string reason);
}
