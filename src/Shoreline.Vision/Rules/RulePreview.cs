using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Core;
using Shoreline.Core.Naming;
using Shoreline.Media;
using Shoreline.Vision.Jpeg;
using Shoreline.Vision.Overlay;
using Shoreline.Vision.Pipeline;

namespace Shoreline.Vision.Rules;

/// <summary><c>shoreline vision rules preview</c>: the zones, masks and lines of a file drawn on the first picture of a source.</summary>
public static class RulePreview
{
    private const int Quality = 92;

    /// <param name="camera">Only what is there for this camera; null for all.</param>
    /// <param name="path">Ends in .jpg, .jpeg or .png; appears when it is complete.</param>
    /// <exception cref="InvalidInputException">The source or the path will not do.</exception>
    /// <exception cref="SourceException">The source gives no picture.</exception>
    public static async Task WriteAsync(RuleFile file, string? camera, string source, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        var isPng = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".png" => true,
            ".jpg" or ".jpeg" => false,
            _ => throw new InvalidInputException($"--out is {path}: give a name that ends in .jpg or .png."),
        };
        OutputFiles.CheckFolder(path);
        var parsed = VisionSource.Parse(source);
        var options = new CaptureOptions { Camera = new CameraName("preview"), Source = parsed.Addresses[0], Pace = parsed.Pace, Reconnect = false };
        await using var capture = Capture.Open(options, NullLogger.Instance, TimeProvider.System);
        using var lease = await capture.ReadFrameAsync(cancellationToken)
            ?? throw new InvalidInputException($"The source {source} ended before its first picture.");
        Write(lease.Frame, new RulePainter(file, camera), path, isPng);
    }

    private static void Write(in Frame frame, RulePainter rules, string path, bool isPng)
    {
        using var painter = new OverlayPainter();
        var temporary = path + ".part";
        if (isPng)
        {
            painter.WritePng(frame, rules, temporary);
        }
        else
        {
            using var jpeg = new JpegEncoder();
            using var file = OutputFiles.Create(temporary);
            file.Write(jpeg.EncodeBgrx(painter.Paint(frame, new(), rules), frame.Width, frame.Height, Quality));
        }
        File.Move(temporary, path, overwrite: true);
    }
}
