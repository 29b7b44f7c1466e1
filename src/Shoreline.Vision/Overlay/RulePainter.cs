using System.Globalization;
using Shoreline.Media.Native.Cairo;
using Shoreline.Vision.Rules;
using Shoreline.Vision.Rules.Geometry;

namespace Shoreline.Vision.Overlay;

/// <summary>Draws the zones, masks and lines of rules with what goes on there, how far procedures are, and the latest events. Serves one thread at a time.</summary>
public sealed class RulePainter
{
    private const int MostLines = 5; // of events
    private const long ShownNs = 3_000_000_000;
    private const double ArrowShare = 0.06; // of the picture's height

    private static readonly Rgba ZoneColor = Rgba.FromRgb(0x3FA7F5);
    private static readonly Rgba ActiveColor = Rgba.FromRgb(0xF68511);
    private static readonly Rgba MaskColor = Rgba.FromRgb(0x303030);
    private static readonly Rgba LineColor = Rgba.FromRgb(0xE8C600);
    private static readonly Rgba White = new(1, 1, 1);
    private static readonly Rgba Shadow = new(0, 0, 0, 0.6);

    private readonly RuleEngine? _engine;
    private readonly IReadOnlyList<Zone> _zones;
    private readonly IReadOnlyList<Zone> _masks;
    private readonly IReadOnlyList<CrossingLine> _lines;
    private readonly List<(long ShowUntilNs, string Text)> _events = [];
    private RuleLook _look;

    /// <summary>Draws what is at work at a camera, and its state.</summary>
    public RulePainter(RuleEngine engine) : this(engine.File, engine.Camera)
    {
        _engine = engine;
        _look.Procedures.Clear();
    }

    /// <summary>Draws what a file says.</summary>
    /// <param name="camera">Only what is there for this camera; null for all.</param>
    public RulePainter(RuleFile file, string? camera)
    {
        _zones = [.. file.Zones.Where(zone => camera is null || zone.IsAt(camera))];
        _masks = [.. file.Masks.Where(mask => camera is null || mask.IsAt(camera))];
        _lines = [.. file.Lines.Where(line => camera is null || line.Cameras is null || line.Cameras.Contains(camera))];
        _look = NewLook();
        ProcedurePainter.Describe(file, camera, _look.Procedures);
    }

    /// <summary>Takes the events of a frame, whether it is drawn or not.</summary>
    public void Take(IReadOnlyList<VisionEvent> events, long nowNs) => Take(events, nowNs, _look);

    /// <summary>Takes how the rules stand, for the picture that is drawn next. On the thread on which they run.</summary>
    public void Look() => Read(_look);

    /// <summary>Room for how the rules stand.</summary>
    internal RuleLook NewLook() => new(_zones.Count, _lines.Count);

    /// <summary>Copies how the rules stand. On the thread on which they run.</summary>
    internal void Read(RuleLook into)
    {
        if (_engine is null) return;
        for (var i = 0; i < _zones.Count; i++) into.IsActive[i] = _engine.IsActive(_zones[i]);
        for (var i = 0; i < _lines.Count; i++)
        {
            into.CrossingsRight[i] = _engine.CrossingsTo(_lines[i], LineSide.Right);
            into.CrossingsLeft[i] = _engine.CrossingsTo(_lines[i], LineSide.Left);
        }
        if (_engine.Procedures is { } procedures) ProcedurePainter.Read(procedures, into.Procedures);
    }

    /// <summary>As the other, with how the rules stood when the frame was analysed.</summary>
    internal void Take(IReadOnlyList<VisionEvent> events, long nowNs, RuleLook look)
    {
        _look = look;
        for (var i = _events.Count - 1; i >= 0; i--) // no lambda: it would be an object for each frame
        {
            if (_events[i].ShowUntilNs <= nowNs) _events.RemoveAt(i);
        }
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i].Rule is null) continue; // tracks: their numbers stand at the boxes
            _events.Add((nowNs + ShownNs, EventText.Brief(events[i])));
        }
        if (_events.Count > MostLines) _events.RemoveRange(0, _events.Count - MostLines);
    }

    internal void Paint(CairoContext pen, int width, int height, double line)
    {
        foreach (var mask in _masks) PaintArea(pen, mask, width, height, line, MaskColor, 0.55, $"mask {mask.Name}");
        for (var i = 0; i < _zones.Count; i++)
        {
            var (zone, isActive) = (_zones[i], _look.IsActive[i]);
            PaintArea(pen, zone, width, height, line, isActive ? ActiveColor : ZoneColor, isActive ? 0.3 : 0.15, zone.Name);
        }
        for (var i = 0; i < _lines.Count; i++) PaintLine(pen, i, width, height, line);
    }

    /// <summary>Draws what is written over the picture.</summary>
    internal void PaintTexts(CairoContext pen, int width, int height, double line)
    {
        ProcedurePainter.Paint(_look.Procedures, pen, width, height, line);
        var step = pen.MeasureText("Ag").Height + (5 * line);
        var y = height - (step * (_events.Count - 1)) - (4 * line);
        foreach (var (_, text) in _events)
        {
            PaintText(pen, text, 4 * line, y, line, centred: false);
            y += step;
        }
    }

    private static void PaintArea(CairoContext pen, Zone zone, int width, int height, double line, Rgba color, double alpha, string name)
    {
        if (zone.Area is not { } area) return;
        pen.NewPath();
        var top = area.Points[0];
        foreach (var point in area.Points)
        {
            pen.LineTo(point.X * width, point.Y * height); // the first one moves, as there is no current point
            if (point.Y < top.Y || (point.Y == top.Y && point.X < top.X)) top = point;
        }
        pen.ClosePath();
        pen.SetColor(color.WithAlpha(alpha));
        pen.FillPreserve();
        pen.SetColor(color);
        pen.SetLineWidth(1.5 * line);
        pen.SetLineJoin(CairoLineJoin.Round);
        pen.Stroke();
        var text = pen.MeasureText(name);
        var x = Math.Clamp(top.X * width, 2 * line, Math.Max(2 * line, width - text.XAdvance - (2 * line)));
        PaintText(pen, name, x, Math.Max((top.Y * height) - (2 * line), text.Height + (2 * line)), line, centred: false);
    }

    /// <summary>The line from its beginning, a dot, to its end; in its middle an arrow to each side with the side's name.</summary>
    private void PaintLine(CairoContext pen, int index, int width, int height, double line)
    {
        var crossing = _lines[index];
        var (ax, ay) = (crossing.From.X * (double)width, crossing.From.Y * (double)height);
        var (bx, by) = (crossing.To.X * (double)width, crossing.To.Y * (double)height);
        pen.SetColor(LineColor);
        pen.SetLineCap(CairoLineCap.Round);
        pen.SetLineWidth(2 * line);
        Stroke(pen, ax, ay, bx, by);
        pen.NewPath();
        pen.Ellipse(ax, ay, 3 * line, 3 * line);
        pen.Fill();
        var (dx, dy, length) = (bx - ax, by - ay, Math.Max(1, Math.Sqrt(((bx - ax) * (bx - ax)) + ((by - ay) * (by - ay)))));
        var (rightX, rightY) = (-dy / length, dx / length);
        foreach (var (side, sign, at) in ((LineSide, int, double)[])[(LineSide.Right, 1, 0.6), (LineSide.Left, -1, 0.4)])
        {
            var (x, y) = (ax + (dx * at), ay + (dy * at));
            var reach = sign * ArrowShare * height;
            PaintArrow(pen, x, y, x + (rightX * reach), y + (rightY * reach), line);
            var crossings = side == LineSide.Right ? _look.CrossingsRight[index] : _look.CrossingsLeft[index];
            var count = _engine is null ? "" : string.Create(CultureInfo.InvariantCulture, $" {crossings}");
            PaintText(pen, crossing.NameOf(side) + count, x + (rightX * reach * 1.5), y + (rightY * reach * 1.5), line, centred: true);
        }
        PaintText(pen, crossing.Name, bx, by, line, centred: true);
    }

    private static void PaintArrow(CairoContext pen, double fromX, double fromY, double toX, double toY, double line)
    {
        pen.SetColor(LineColor);
        pen.SetLineWidth(1.5 * line);
        Stroke(pen, fromX, fromY, toX, toY);
        var angle = Math.Atan2(toY - fromY, toX - fromX);
        foreach (var turn in (double[])[2.6, -2.6])
        {
            Stroke(pen, toX, toY, toX + (5 * line * Math.Cos(angle + turn)), toY + (5 * line * Math.Sin(angle + turn)));
        }
    }

    private static void Stroke(CairoContext pen, double ax, double ay, double bx, double by)
    {
        pen.NewPath();
        pen.MoveTo(ax, ay);
        pen.LineTo(bx, by);
        pen.Stroke();
    }

    internal static void PaintText(CairoContext pen, string text, double x, double y, double line, bool centred)
    {
        var extents = pen.MeasureText(text);
        var padding = 1.5 * line;
        var left = centred ? x - (extents.XAdvance / 2) : x;
        pen.NewPath();
        pen.RoundedRectangle(left - padding, y + extents.YBearing - padding, extents.XAdvance + (2 * padding), extents.Height + (2 * padding), 2 * line);
        pen.SetColor(Shadow);
        pen.Fill();
        pen.SetColor(White);
        pen.MoveTo(left, y);
        pen.ShowText(text);
    }
}
