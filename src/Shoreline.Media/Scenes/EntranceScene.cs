using Shoreline.Media.Native.Cairo;

namespace Shoreline.Media.Scenes;

/// <summary>The hall behind a glass door, with the people of an <see cref="EntranceScript"/>.</summary>
internal sealed class EntranceScene(int width, int height, EntranceScript script) : Scene(width, height)
{
    private const int KeptHeads = 8; // more than are ever in the picture

    private readonly List<(int Visit, HeadSprites Head)> _heads = [];

    protected override void DrawForeground(CairoContext pen, double aspect, double seconds)
    {
        foreach (var figure in script.At(seconds))
        {
            pen.Save();
            pen.Translate(figure.X * aspect, figure.CrownY);
            pen.Scale(figure.Unit, figure.Unit);
            if (figure.Opacity < 1) DrawFading(pen, figure);
            else FigureArtist.Draw(pen, Head(figure.Id), figure.Pose, figure.Stride);
            pen.Restore();
        }
    }

    protected override void DrawBackground(CairoContext pen, double aspect)
    {
        const double Horizon = 0.36, FloorTop = 0.97 - 0.1;
        var middle = aspect / 2;
        FillVertical(pen, Rgba.FromRgb(0xB9BEC2), Rgba.FromRgb(0xDAD8D2), 0, 0, aspect, FloorTop);
        FillPolygon(pen, Rgba.FromRgb(0xE7E6E2), (0, 0), (aspect, 0), (middle + 0.42, 0.07), (middle - 0.42, 0.07)); // ceiling
        foreach (var x in (ReadOnlySpan<double>)[-0.3, 0.3])
        {
            FillPolygon(pen, Rgba.FromRgb(0xFBFAF4), (middle + (x * 1.5) - 0.12, 0), (middle + (x * 1.5) + 0.12, 0), (middle + x + 0.04, 0.06), (middle + x - 0.04, 0.06));
        }
        DrawFloor(pen, aspect, middle);
        FillPolygon(pen, Rgba.FromRgb(0xA9B0B3), (0, 0), (middle - 0.46, 0.07), (middle - 0.46, 0.7), (0, 1)); // side walls
        FillPolygon(pen, Rgba.FromRgb(0x9CA5A9), (aspect, 0), (middle + 0.46, 0.07), (middle + 0.46, 0.7), (aspect, 1));
        DrawWallPanels(pen, aspect, middle);
        DrawDoor(pen, middle, Horizon);
        DrawPlant(pen, 0.18, 0.86);
        DrawPlant(pen, aspect - 0.16, 0.9);
    }

    protected override void DisposeSprites()
    {
        foreach (var (_, head) in _heads) head.Dispose();
        _heads.Clear();
    }

    private static void DrawFloor(CairoContext pen, double aspect, double middle)
    {
        const double Top = 0.7;
        FillVertical(pen, Rgba.FromRgb(0x8E8B86), Rgba.FromRgb(0x6D6964), 0, Top, aspect, 1 - Top);
        pen.SetColor(Rgba.FromRgb(0x5A5752, 0.55));
        pen.SetLineWidth(0.0025);
        for (var i = -12; i <= 12; i++)
        {
            pen.NewPath();
            pen.MoveTo(middle + (i * 0.08), Top);
            pen.LineTo(middle + (i * 0.3), 1);
            pen.Stroke();
        }
        for (var row = 0; row < 7; row++)
        {
            var y = Top + ((1 - Top) * Math.Pow(row / 7.0, 1.8));
            pen.NewPath();
            pen.MoveTo(0, y);
            pen.LineTo(aspect, y);
            pen.Stroke();
        }
        FillPolygon(pen, Rgba.FromRgb(0x3F4447, 0.9), (middle - 0.2, 0.715), (middle + 0.2, 0.715), (middle + 0.33, 0.83), (middle - 0.33, 0.83)); // mat
    }

    private static void DrawWallPanels(CairoContext pen, double aspect, double middle)
    {
        FillRectangle(pen, Rgba.FromRgb(0xC9C6BE), middle - 0.46, 0.07, 0.92, 0.63);
        pen.SetColor(Rgba.FromRgb(0x8A9094, 0.5));
        pen.SetLineWidth(0.003);
        foreach (var x in (ReadOnlySpan<double>)[0.2, 0.36])
        {
            pen.NewPath();
            pen.MoveTo(x, x * 0.18);
            pen.LineTo(x, 1 - (x * 0.72));
            pen.Stroke();
            pen.NewPath();
            pen.MoveTo(aspect - x, x * 0.18);
            pen.LineTo(aspect - x, 1 - (x * 0.72));
            pen.Stroke();
        }
        FillRectangle(pen, Rgba.FromRgb(0x2F5D73), middle - 0.12, 0.085, 0.24, 0.04); // the sign above the door
        FillRectangle(pen, Rgba.FromRgb(0xDDE7EA), middle - 0.085, 0.1, 0.17, 0.01);
    }

    private static void DrawDoor(CairoContext pen, double middle, double horizon)
    {
        const double Left = 0.23, Top = 0.145, Bottom = 0.705;
        FillRectangle(pen, Rgba.FromRgb(0x4C5459), middle - Left - 0.012, Top - 0.012, (2 * Left) + 0.024, Bottom - Top + 0.012);
        FillVertical(pen, Rgba.FromRgb(0xCFE2EE), Rgba.FromRgb(0xEAF1F0), middle - Left, Top, 2 * Left, horizon - Top + 0.08);
        FillVertical(pen, Rgba.FromRgb(0xA8B7A2), Rgba.FromRgb(0xB9B7AE), middle - Left, horizon + 0.08, 2 * Left, Bottom - horizon - 0.08); // a lawn and a path outside
        FillPolygon(pen, Rgba.FromRgb(0xC9C7C0), (middle - 0.05, horizon + 0.08), (middle + 0.05, horizon + 0.08), (middle + 0.17, Bottom), (middle - 0.17, Bottom));
        foreach (var (x, size) in (ReadOnlySpan<(double, double)>)[(-0.17, 0.06), (-0.1, 0.045), (0.13, 0.055), (0.19, 0.05)])
        {
            pen.Ellipse(middle + x, horizon + 0.05, size * 0.7, size);
            pen.SetColor(Rgba.FromRgb(0x7F9A78, 0.9));
            pen.Fill();
        }
        pen.SetColor(Rgba.FromRgb(0x4C5459));
        pen.SetLineWidth(0.012);
        foreach (var x in (ReadOnlySpan<double>)[-0.115, 0, 0.115])
        {
            pen.NewPath();
            pen.MoveTo(middle + x, Top);
            pen.LineTo(middle + x, Bottom);
            pen.Stroke();
        }
        FillPolygon(pen, new Rgba(1, 1, 1, 0.18), (middle - 0.2, Top), (middle - 0.13, Top), (middle - 0.21, Bottom), (middle - 0.23, Bottom));
    }

    private static void DrawPlant(CairoContext pen, double x, double y)
    {
        for (var leaf = -4; leaf <= 4; leaf++)
        {
            var angle = leaf * 0.26;
            pen.Save();
            pen.Translate(x, y - 0.12);
            pen.Rotate(angle);
            pen.SetColor(Rgba.FromRgb((leaf & 1) == 0 ? 0x4E7A52u : 0x3E6644u));
            pen.NewPath();
            pen.MoveTo(0, 0);
            pen.CurveTo(-0.03, -0.1, -0.02, -0.2, 0, -0.26);
            pen.CurveTo(0.02, -0.2, 0.03, -0.1, 0, 0);
            pen.Fill();
            pen.Restore();
        }
        FillPolygon(pen, Rgba.FromRgb(0x7A6A5B), (x - 0.06, y - 0.13), (x + 0.06, y - 0.13), (x + 0.045, y), (x - 0.045, y));
        FillPolygon(pen, Rgba.FromRgb(0x63554A), (x + 0.015, y - 0.13), (x + 0.06, y - 0.13), (x + 0.045, y), (x + 0.01, y));
    }

    private void DrawFading(CairoContext pen, FigureAt figure)
    {
        pen.PushGroup();
        FigureArtist.Draw(pen, Head(figure.Id), figure.Pose, figure.Stride);
        pen.PopGroup();
        pen.Paint(figure.Opacity);
    }

    private HeadSprites Head(int visit)
    {
        foreach (var (known, head) in _heads)
        {
            if (known == visit) return head;
        }
        if (_heads.Count == KeptHeads)
        {
            _heads[0].Head.Dispose();
            _heads.RemoveAt(0);
        }
        var made = new HeadSprites(script.LookOf(visit));
        _heads.Add((visit, made));
        return made;
    }
}
