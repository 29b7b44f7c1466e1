using Shoreline.Media.Native.Cairo;

namespace Shoreline.Media.Scenes;

/// <summary>A workbench and the worker of a <see cref="LineScript"/>.</summary>
internal sealed class LineScene(int width, int height, LineScript script) : Scene(width, height)
{
    /// <summary>Width of the worker's head, in heights of the picture.</summary>
    public const double HeadUnit = 0.17;

    /// <summary>Top of the worker's head.</summary>
    public const double CrownY = 0.1;

    private readonly HeadSprites _head = new(script.Worker, HeadUnit * height);

    protected override void DrawForeground(CairoContext pen, double aspect, double seconds)
    {
        var worker = script.At(seconds);
        pen.Translate(aspect / 2, 0);
        DrawWorker(pen, worker);
        var hasArmsDown = worker.Has(LineThings.ArmsDown);
        if (hasArmsDown) DrawArms(pen, worker); // behind the bench
        DrawBench(pen, aspect);
        DrawPieces(pen, worker);
        if (!hasArmsDown) DrawArms(pen, worker);
        DrawHeld(pen, worker);
    }

    protected override void DrawBackground(CairoContext pen, double aspect)
    {
        FillVertical(pen, Rgba.FromRgb(0x8F9AA3), Rgba.FromRgb(0xBFC5C8), 0, 0, aspect, 1);
        foreach (var x in (ReadOnlySpan<double>)[0.12, 0.5, 1.3, 1.62]) // windows high up
        {
            FillVertical(pen, Rgba.FromRgb(0xDCE8EE), Rgba.FromRgb(0xC6D6DE), x * aspect / 1.78, 0.05, 0.2, 0.2);
            FillRectangle(pen, Rgba.FromRgb(0x78838B), (x * aspect / 1.78) + 0.097, 0.05, 0.006, 0.2);
        }
        FillRectangle(pen, Rgba.FromRgb(0x6C767D), 0, 0.4, aspect, 0.012); // a rail, and a board with tools on either side
        foreach (var x in (ReadOnlySpan<double>)[0.14, aspect - 0.5])
        {
            FillRectangle(pen, Rgba.FromRgb(0x9FA9AF), x, 0.3, 0.36, 0.26);
            for (var tool = 0; tool < 5; tool++)
            {
                FillRectangle(pen, Rgba.FromRgb(0x59636A), x + 0.04 + (tool * 0.065), 0.33, 0.016, 0.12 + (0.02 * (tool % 3)));
                FillRectangle(pen, Rgba.FromRgb((tool & 1) == 0 ? 0xB5483Au : 0x3E6D8Cu), x + 0.034 + (tool * 0.065), 0.44, 0.028, 0.07);
            }
        }
    }

    protected override void DisposeSprites() => _head.Dispose();

    private void DrawWorker(CairoContext pen, WorkerAt worker)
    {
        pen.Save();
        pen.Translate(worker.Aside, CrownY + (worker.Nod * 0.008));
        pen.Scale(HeadUnit, HeadUnit);
        FigureArtist.DrawTorso(pen, _head.Look, back: false);
        _head.Draw(pen, worker.Blinks ? HeadPose.Blink : HeadPose.Front);
        pen.Restore();
    }

    private static void DrawBench(CairoContext pen, double aspect)
    {
        var half = aspect / 2;
        FillVertical(pen, Rgba.FromRgb(0xC9AE86), Rgba.FromRgb(0xA98C64), -half, 0.7, aspect, 0.19);
        FillRectangle(pen, Rgba.FromRgb(0x7C6546), -half, 0.89, aspect, 0.025);
        FillVertical(pen, Rgba.FromRgb(0x5B646B), Rgba.FromRgb(0x41484D), -half, 0.915, aspect, 0.085);
        DrawBin(pen, -0.6, Rgba.FromRgb(0x2E6FA3), Rgba.FromRgb(0x9AA3A9));
        DrawBin(pen, -0.35, Rgba.FromRgb(0xC2542F), Rgba.FromRgb(0xE0B84A));
        FillRectangle(pen, Rgba.FromRgb(0x3F7F55), 0.46, 0.72, 0.24, 0.1); // outfeed tray
        FillRectangle(pen, Rgba.FromRgb(0x2F6242), 0.475, 0.735, 0.21, 0.07);
        FillRectangle(pen, Rgba.FromRgb(0x5B646B), 0.385, 0.53, 0.012, 0.21); // stamp
        FillRectangle(pen, Rgba.FromRgb(0x3C4449), 0.335, 0.735, 0.08, 0.02);
        FillRectangle(pen, Rgba.FromRgb(0x7A4FA0), 0.335, 0.53, 0.06, 0.03);
        FillRectangle(pen, Rgba.FromRgb(0x70777C), -0.13, 0.79, 0.26, 0.035); // fixture
        FillRectangle(pen, Rgba.FromRgb(0x50575C), -0.11, 0.775, 0.03, 0.05);
        FillRectangle(pen, Rgba.FromRgb(0x50575C), 0.08, 0.775, 0.03, 0.05);
    }

    private static void DrawBin(CairoContext pen, double x, Rgba color, Rgba content)
    {
        FillRectangle(pen, color.Shade(-0.35), x, 0.73, 0.19, 0.1);
        for (var i = 0; i < 4; i++) FillRectangle(pen, content.Shade((i % 2) * -0.15), x + 0.015 + (i * 0.042), 0.735 + ((i % 2) * 0.012), 0.036, 0.05);
        FillRectangle(pen, color, x - 0.005, 0.775, 0.2, 0.06);
    }

    private static void DrawPieces(CairoContext pen, WorkerAt worker)
    {
        if (worker.Has(LineThings.BaseInFixture)) DrawBase(pen, LineThing.BaseInFixture);
        if (worker.Has(LineThings.PartInFixture)) DrawPart(pen, LineThing.PartInFixture);
        if (worker.Has(LineThings.PieceOnBench)) DrawPiece(pen, LineThing.PieceOnBench);
        if (!worker.Has(LineThings.HoldsDriver)) DrawDriver(pen, LineThing.DriverAtRest);
        for (var piece = 0; piece < worker.InTray; piece++) DrawBase(pen, LineThing.InTray(piece));
    }

    private void DrawArms(CairoContext pen, WorkerAt worker)
    {
        var (left, right) = LineArms.Of(worker);
        pen.Save();
        pen.Translate(worker.Aside, CrownY);
        pen.Scale(HeadUnit, HeadUnit);
        FigureArtist.DrawBentArm(pen, _head.Look, left);
        FigureArtist.DrawBentArm(pen, _head.Look, right);
        pen.Restore();
    }

    private static void DrawHeld(CairoContext pen, WorkerAt worker)
    {
        if (worker.Has(LineThings.HoldsBase)) DrawBase(pen, LineThing.HeldBase(worker));
        if (worker.Has(LineThings.HoldsPart)) DrawPart(pen, LineThing.HeldPart(worker));
        if (worker.Has(LineThings.HoldsDriver)) DrawDriver(pen, LineThing.HeldDriver(worker));
        if (worker.Has(LineThings.HoldsPiece)) DrawPiece(pen, LineThing.HeldPiece(worker));
    }

    private static void DrawPiece(CairoContext pen, (double X, double Y) at)
    {
        DrawBase(pen, at);
        DrawPart(pen, (at.X, at.Y - LineThing.PartOnBase));
    }

    private static void DrawBase(CairoContext pen, (double X, double Y) at)
    {
        var (x, y) = at;
        pen.RoundedRectangle(x - 0.055, y - 0.016, 0.11, 0.032, 0.006);
        pen.SetColor(Rgba.FromRgb(0x9AA3A9));
        pen.FillPreserve();
        pen.SetColor(Rgba.FromRgb(0x5E676D));
        pen.SetLineWidth(0.003);
        pen.Stroke();
    }

    private static void DrawPart(CairoContext pen, (double X, double Y) at)
    {
        var (x, y) = at;
        pen.RoundedRectangle(x - 0.032, y - 0.014, 0.064, 0.026, 0.008);
        pen.SetColor(Rgba.FromRgb(0xE0B84A));
        pen.FillPreserve();
        pen.SetColor(Rgba.FromRgb(0x93741F));
        pen.SetLineWidth(0.003);
        pen.Stroke();
    }

    private static void DrawDriver(CairoContext pen, (double X, double Y) at)
    {
        var (x, y) = at;
        FillRectangle(pen, Rgba.FromRgb(0x8F979C), x - 0.004, y, 0.008, 0.07);
        pen.RoundedRectangle(x - 0.017, y - 0.07, 0.034, 0.075, 0.01);
        pen.SetColor(Rgba.FromRgb(0xB5302A));
        pen.Fill();
    }
}
