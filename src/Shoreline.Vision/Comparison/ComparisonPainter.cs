using System.Globalization;
using System.Text;
using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Media.Native.Cairo;
using Shoreline.Vision.Overlay;

namespace Shoreline.Vision.Comparison;

/// <summary>
/// Draws what differs between two models into pictures: a colour for each kind of change, and its name in words. Serves one thread at a
/// time.
/// </summary>
internal sealed class ComparisonPainter : IDisposable
{
    private readonly OverlayPainter _painter = new();
    private readonly Action<CairoContext, double> _draw;
    private FrameComparer? _comparer;
    private DetectionList? _before;
    private DetectionList? _after;
    private (int Width, int Height) _size;

    public ComparisonPainter() => _draw = Draw;

    /// <summary>The frame in BGRx with the objects of the comparison on it; valid until the next call.</summary>
    public ReadOnlySpan<byte> Paint(in Frame frame, FrameComparer comparer, DetectionList before, DetectionList after)
    {
        (_comparer, _before, _after, _size) = (comparer, before, after, (frame.Width, frame.Height));
        return _painter.Paint(frame, _draw);
    }

    public void Dispose() => _painter.Dispose();

    // Told apart by people who see colours differently; what matters most stands out most.
    private static Rgba ColorOf(Change change) => change switch
    {
        Change.Kept => Rgba.FromRgb(0x9FB3C8),
        Change.Changed => Rgba.FromRgb(0xE8C600),
        Change.Gained => Rgba.FromRgb(0x3FA7F5),
        _ => Rgba.FromRgb(0xDE3D82),
    };

    private static string NameOf(Change change) => change switch
    {
        Change.Kept => "kept",
        Change.Changed => "changed",
        Change.Gained => "gained",
        _ => "lost",
    };

    private void Draw(CairoContext pen, double line)
    {
        var counts = default(ComparisonCounts);
        foreach (ref readonly var compared in _comparer!.Objects)
        {
            counts = counts.Add(compared.Change);
            DrawObject(pen, compared, line);
        }
        DrawCounts(pen, counts, line);
    }

    private void DrawObject(CairoContext pen, in ComparedObject compared, double line)
    {
        var color = ColorOf(compared.Change);
        var seen = compared.After >= 0 ? _after![compared.After] : _before![compared.Before];
        if (compared.Change == Change.Changed)
        {
            OverlayPainter.DrawBox(pen, _before![compared.Before].Box, _size.Width, _size.Height, line / 2, color);
        }
        OverlayPainter.DrawBox(pen, seen.Box, _size.Width, _size.Height, line, color);
        var text = compared.Change switch
        {
            Change.Kept => string.Create(CultureInfo.InvariantCulture, $"{seen.Label} {seen.Score:0.00}"),
            Change.Changed => string.Create(
                CultureInfo.InvariantCulture, $"changed {seen.Label} {_before![compared.Before].Score:0.00} to {seen.Score:0.00}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{NameOf(compared.Change)} {seen.Label} {seen.Score:0.00}"),
        };
        OverlayPainter.DrawTag(pen, Encoding.UTF8.GetBytes(text + "\0"), seen.Box, _size.Width, _size.Height, line, color);
    }

    /// <summary>The key to the colours, with how many there are of each, in the bottom left corner.</summary>
    private void DrawCounts(CairoContext pen, ComparisonCounts counts, double line)
    {
        var x = 0.01f;
        ReadOnlySpan<(Change, long)> all =
            [(Change.Kept, counts.Kept), (Change.Changed, counts.Changed), (Change.Gained, counts.Gained), (Change.Lost, counts.Lost)];
        foreach (var (change, count) in all)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{count} {NameOf(change)}");
            OverlayPainter.DrawTag(pen, Encoding.UTF8.GetBytes(text + "\0"), new Box(x, 0.99f, 0, 0), _size.Width, _size.Height, line, ColorOf(change));
            x += (float)((pen.MeasureText(text).XAdvance + (8 * line)) / _size.Width);
        }
    }
}
