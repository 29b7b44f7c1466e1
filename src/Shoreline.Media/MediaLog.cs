using Microsoft.Extensions.Logging;
using Shoreline.Core.Naming;

namespace Shoreline.Media;

/// <summary>Log messages of this assembly: ids 2000 to 2099.</summary>
internal static partial class MediaLog
{
    [LoggerMessage(2001, LogLevel.Information, "Camera {Camera}: video comes from {Source}")]
    public static partial void Live(ILogger logger, CameraName camera, string source);

    [LoggerMessage(2002, LogLevel.Warning, "Camera {Camera}: {Problem} Next attempt in {WaitMs} ms")]
    public static partial void WillRetry(ILogger logger, CameraName camera, string problem, long waitMs);

    [LoggerMessage(2003, LogLevel.Error, "Camera {Camera}: {Problem}")]
    public static partial void Failed(ILogger logger, CameraName camera, string problem);

    [LoggerMessage(2004, LogLevel.Debug, "Camera {Camera}: {Element} warns: {Message}")]
    public static partial void GstWarning(ILogger logger, CameraName camera, string element, string message);

    [LoggerMessage(2005, LogLevel.Debug, "Camera {Camera}: GStreamer's account: {Detail}")]
    public static partial void Detail(ILogger logger, CameraName camera, string detail);

    [LoggerMessage(2006, LogLevel.Error, "Camera {Camera}: GStreamer did not stop the pipeline within {Seconds} s; it is left behind, and its memory with it")]
    public static partial void DoesNotStop(ILogger logger, CameraName camera, long seconds);
}
