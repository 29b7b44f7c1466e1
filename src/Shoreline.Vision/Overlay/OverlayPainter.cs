using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Media.Native.Cairo;
using Shoreline.Vision.Imaging;

namespace Shoreline.Vision.Overlay;

/// <summary>Draws detections into pictures: boxes, labels with scores, keypoints. Serves one thread at a time.</summary>
public sealed unsafe class OverlayPainter : IDisposable
{
    private static readonly Rgba TextColor = new(1, 1, 1);
    private static readonly Rgba Halo = new(0, 0, 0, 0.45);

    // Told apart by people who see colours differently, and bright enough on dark and light pictures with their halo.
    private static readonly Rgba[] LabelColors =
    [
        Rgba.FromRgb(0x0FB5AE), Rgba.FromRgb(0xF68511), Rgba.FromRgb(0xDE3D82), Rgba.FromRgb(0x3FA7F5), Rgba.FromRgb(0x72B53A),
        Rgba.FromRgb(0xE8C600),
    ];

    private const int LongestLabel = 256; // bytes
    private const int NumberRoom = 80; // of these for track and score: the largest float of all has 39 digits before its point

    private NativeBuffer _pixels;
    private CairoSurface? _surface;
    private CairoContext? _pen;

    /// <summary>The frame in BGRx, with the detections drawn on it.</summary>
    /// <param name="rules">Drawn below the detections; null for none.</param>
    /// <returns>Rows of 4 · width bytes, one after the other; valid until the next call.</returns>
    public ReadOnlySpan<byte> Paint(in Frame frame, DetectionList detections, RulePainter? rules = null)
    {
        ArgumentNullException.ThrowIfNull(detections);
        var line = Begin(frame);
        var (surface, pen) = (_surface!, _pen!);
        rules?.Paint(pen, frame.Width, frame.Height, line);
        for (var i = 0; i < detections.Count; i++)
        {
            var color = ColorOf(detections[i].Label);
            DrawBox(pen, detections[i].Box, frame.Width, frame.Height, line, color);
            DrawKeypoints(pen, detections.Keypoints(i), frame.Width, frame.Height, line, color);
            DrawLabel(pen, detections[i], frame.Width, frame.Height, line, color);
        }
        rules?.PaintTexts(pen, frame.Width, frame.Height, line);
        pen.CheckStatus();
        return surface.Pixels();
    }

    /// <summary>The frame in BGRx, with what the caller draws on it.</summary>
    /// <param name="draw">Takes the pen and the width of a line.</param>
    /// <returns>As <see cref="Paint(in Frame, DetectionList, RulePainter?)"/>.</returns>
    internal ReadOnlySpan<byte> Paint(in Frame frame, Action<CairoContext, double> draw)
    {
        var line = Begin(frame);
        draw(_pen!, line);
        _pen!.CheckStatus();
        return _surface!.Pixels();
    }

    /// <summary>The frame with the zones, masks and lines of a file drawn on it, as a PNG file.</summary>
    /// <exception cref="Core.ShorelineException">The file could not be written.</exception>
    internal void WritePng(in Frame frame, RulePainter rules, string path)
    {
        Paint(frame, new DetectionList(), rules);
        _surface!.WritePng(path);
    }

    public void Dispose()
    {
        _pen?.Dispose();
        _surface?.Dispose();
        _pixels.Free();
    }

    /// <summary>Puts the frame on the surface.</summary>
    /// <returns>The width of a line on a picture of this size.</returns>
    private double Begin(in Frame frame)
    {
        Fit(frame.Width, frame.Height);
        _surface!.MutablePixels();
        BgrxConverter.Convert(
            frame.ToPicture(), 0, 0, frame.Width, frame.Height, _pixels.Reserve((nuint)(4 * frame.Width * frame.Height)), 4 * frame.Width);
        _surface.MarkDirty();
        return Math.Max(1.5, Math.Max(frame.Width, frame.Height) / 400.0);
    }

    private void Fit(int width, int height)
    {
        if (_surface is not null && _surface.Width == width && _surface.Height == height) return;
        _pen?.Dispose();
        _surface?.Dispose();
        var pixels = _pixels.Reserve((nuint)(4 * width * height));
        _surface = new CairoSurface((nint)pixels, CairoFormat.Rgb24, width, height, 4 * width);
        _pen = new CairoContext(_surface);
        _pen.SelectFont("sans-serif", CairoFontWeight.Bold);
        _pen.SetFontSize(Math.Clamp(Math.Max(width, height) / 60.0, 11, 40));
    }

    internal static void DrawBox(CairoContext pen, in Box box, int width, int height, double line, Rgba color)
    {
        var radius = 3 * line;
        pen.NewPath();
        pen.RoundedRectangle(box.X * width, box.Y * height, Math.Max(1, box.Width * width), Math.Max(1, box.Height * height), radius);
        pen.SetColor(Halo);
        pen.SetLineWidth(2.2 * line);
        pen.StrokePreserve();
        pen.SetColor(color);
        pen.SetLineWidth(line);
        pen.Stroke();
    }

    private static void DrawKeypoints(CairoContext pen, ReadOnlySpan<Keypoint> keypoints, int width, int height, double line, Rgba color)
    {
        if (keypoints.Length == Skeleton.Points) DrawLimbs(pen, keypoints, width, height, line, color);
        foreach (ref readonly var point in keypoints)
        {
            if (!Skeleton.IsDrawn(point)) continue;
            pen.NewPath();
            pen.Ellipse(point.X * width, point.Y * height, 1.5 * line, 1.5 * line);
            pen.SetColor(color);
            pen.FillPreserve();
            pen.SetColor(TextColor);
            pen.SetLineWidth(line / 2);
            pen.Stroke();
        }
    }

    private static void DrawLimbs(CairoContext pen, ReadOnlySpan<Keypoint> keypoints, int width, int height, double line, Rgba color)
    {
        pen.NewPath();
        foreach (var (from, to) in Skeleton.Limbs)
        {
            if (!Skeleton.IsDrawn(keypoints[from]) || !Skeleton.IsDrawn(keypoints[to])) continue;
            pen.MoveTo(keypoints[from].X * width, keypoints[from].Y * height);
            pen.LineTo(keypoints[to].X * width, keypoints[to].Y * height);
        }
        pen.SetColor(Halo);
        pen.SetLineWidth(2.6 * line);
        pen.StrokePreserve();
        pen.SetColor(color);
        pen.SetLineWidth(1.4 * line);
        pen.Stroke();
    }

    private static void DrawLabel(CairoContext pen, in Detection detection, int width, int height, double line, Rgba color)
    {
        Span<byte> room = stackalloc byte[LongestLabel];
        DrawTag(pen, LabelText(detection, room), detection.Box, width, height, line, color);
    }

    /// <summary>Writes a text above a box, or below it where there is no room, in a plate of its colour.</summary>
    /// <param name="text">UTF-8, ending in a NUL.</param>
    internal static void DrawTag(CairoContext pen, ReadOnlySpan<byte> text, in Box box, int width, int height, double line, Rgba color)
    {
        var extents = pen.MeasureText(text);
        var padding = 2 * line;
        var (tagWidth, tagHeight) = (extents.XAdvance + (2 * padding), extents.Height + (2 * padding));
        var x = Math.Clamp(box.X * width, 0, Math.Max(0, width - tagWidth));
        var above = (box.Y * height) - tagHeight - line;
        var y = Math.Clamp(
            above < 0 ? (box.Y + box.Height) * height + line : above, 0, Math.Max(0, height - tagHeight));
        pen.NewPath();
        pen.RoundedRectangle(x, y, tagWidth, tagHeight, 2 * line);
        pen.SetColor(color.Shade(-0.35).WithAlpha(0.85));
        pen.Fill();
        pen.SetColor(TextColor);
        pen.MoveTo(x + padding, y + padding - extents.YBearing);
        pen.ShowText(text);
    }

    /// <summary>As UTF-8 with a NUL at its end: a string for each object of each frame would be the only thing that drawing allocates.</summary>
    private static ReadOnlySpan<byte> LabelText(in Detection detection, Span<byte> room)
    {
        // A label of hundreds of letters says nothing in a picture and is left out.
        if (!Encoding.UTF8.TryGetBytes(detection.Label, room[..^NumberRoom], out var length)) length = 0;
        int written;
        if (detection.Track > 0)
        {
            " #"u8.CopyTo(room[length..]);
            Utf8Formatter.TryFormat(detection.Track, room[(length + 2)..], out written);
            length += 2 + written;
        }
        room[length++] = (byte)' ';
        Utf8Formatter.TryFormat(detection.Score, room[length..], out written, new StandardFormat('F', 2));
        length += written;
        room[length++] = 0;
        return room[..length];
    }

    private static Rgba ColorOf(string label)
    {
        if (label == "face") return LabelColors[0]; // these two meet most often, and the portal gives them such colours too
        if (label == "person") return LabelColors[^1];
        var hash = 2166136261u; // FNV-1a: string.GetHashCode changes from run to run
        foreach (var letter in label) hash = (hash ^ letter) * 16777619u;
        return LabelColors[hash % (uint)LabelColors.Length];
    }
}
