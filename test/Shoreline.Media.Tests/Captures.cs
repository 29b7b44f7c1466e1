using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Core.Naming;

namespace Shoreline.Media.Tests;

/// <summary>Short ways to open captures.</summary>
internal static class Captures
{
    public static CaptureOptions Offline(string source) => new()
    {
        Camera = new CameraName("test"),
        Source = source,
        Pace = CapturePace.Offline,
    };

    public static CaptureOptions Live(string source) => Offline(source) with { Pace = CapturePace.Live };

    public static Capture Open(CaptureOptions options) => Capture.Open(options, NullLogger.Instance);

    /// <summary>Reads to the end, with a deadline.</summary>
    public static async Task<List<Frame>> ReadAllAsync(CaptureOptions options)
    {
        await using var capture = Open(options);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var frames = new List<Frame>();
        while (await capture.ReadFrameAsync(deadline.Token) is { } lease)
        {
            using (lease) frames.Add(lease.Frame);
        }
        return frames;
    }
}
