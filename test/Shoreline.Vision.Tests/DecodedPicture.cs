using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Media;

namespace Shoreline.Vision.Tests;

/// <summary>A picture file as it looks to those who open it.</summary>
internal sealed record DecodedPicture(int Width, int Height, byte[] Luma)
{
    public static async Task<DecodedPicture> ReadAsync(string path)
    {
        var options = new CaptureOptions { Camera = new("picture"), Source = path, Pace = CapturePace.Offline, Reconnect = false };
        await using var capture = Capture.Open(options, NullLogger.Instance);
        using var lease = await capture.ReadFrameAsync(TestContext.Current.CancellationToken);
        return Of(lease!.Frame);
    }

    /// <summary>Of the pixel at a place, 0…1 of width and height.</summary>
    public byte Brightness(double x, double y) => Luma[((int)(y * Height) * Width) + (int)(x * Width)];

    private static DecodedPicture Of(in Frame frame)
    {
        var luma = new byte[frame.Width * frame.Height];
        for (var y = 0; y < frame.Height; y++) frame.LumaBytes.Slice(y * frame.Stride, frame.Width).CopyTo(luma.AsSpan(y * frame.Width));
        return new DecodedPicture(frame.Width, frame.Height, luma);
    }
}
