using Microsoft.Extensions.Logging;

namespace Shoreline.Edge.Artifacts;

/// <summary>What the artifact store tells the operator. Ids from 5320.</summary>
internal static partial class ArtifactLog
{
    [LoggerMessage(5320, LogLevel.Warning, "An artifact of {Component} {Version} did not come: {Reason}; tried again (attempt {Attempt} of {Attempts} that brought nothing)")]
    public static partial void TriedAgain(ILogger logger, string component, string version, string reason, int attempt, int attempts);

    [LoggerMessage(5321, LogLevel.Information, "{Count} stored files that no component needs were deleted")]
    public static partial void Collected(ILogger logger, int count);

    [LoggerMessage(5322, LogLevel.Information, "The container image {Image} was removed: no component needs it any more")]
    public static partial void ImageRemoved(ILogger logger, string image);

    [LoggerMessage(5323, LogLevel.Warning, "The container image {Image}, which no component needs any more, stays: {Reason}; its removal is tried again after the next deployment")]
    public static partial void ImageStays(ILogger logger, string image, string reason);
}
