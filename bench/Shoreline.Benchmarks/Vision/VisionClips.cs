using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Core.Naming;
using Shoreline.Media;
using Shoreline.Testing;

namespace Shoreline.Benchmarks.Vision;

/// <summary>The clips and photographs of the test assets as captures that wait for whoever reads them.</summary>
internal static class VisionClips
{
    public static Capture Open(string name) =>
        OpenSource(Path.GetFileNameWithoutExtension(name), FaceMedia.PathOf(name), CapturePace.Offline);

    public static Capture OpenSource(
        string camera, string source, CapturePace pace, FrameDelivery delivery = FrameDelivery.Newest, int every = 1) => Capture.Open(
        new CaptureOptions
        {
            Camera = new CameraName(camera),
            Source = source,
            Pace = pace,
            Delivery = delivery,
            Every = every,
            StallTimeout = TimeSpan.FromMinutes(10),
            Reconnect = false,
        },
        NullLogger.Instance);
}
