using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Core.Naming;
using Shoreline.Media;

namespace Shoreline.Vision.Tests;

/// <summary>A clip or a photograph of the test assets as a capture that drops nothing and never calls a slow machine a stall.</summary>
internal static class TestCapture
{
    public static Capture Open(string name) => Capture.Open(
        new CaptureOptions
        {
            Camera = new CameraName(Path.GetFileNameWithoutExtension(name)),
            Source = FaceMedia.PathOf(name),
            Pace = CapturePace.Offline,
            StallTimeout = TimeSpan.FromMinutes(10),
            Reconnect = false,
        },
        NullLogger.Instance);
}
