using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Core.Naming;
using Shoreline.Media;
using Shoreline.Testing;

namespace Shoreline.Benchmarks;

/// <summary>The clips and photographs of the test assets as captures that wait for whoever reads them.</summary>
internal static class VisionClips
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
