using Shoreline.Media.Native.Cairo;

namespace Shoreline.Media.Scenes;

/// <summary>Draws standing and walking people. In head coordinates: the head is 1 wide, its crown at y = 0, the feet at y = <see cref="Height"/>.</summary>
internal static class FigureArtist
{
    /// <summary>Crown to sole, in widths of the head.</summary>
    public const double Height = 9.6;

    /// <summary>Half the width of shoulders and arms, in widths of the head.</summary>
    public const double HalfWidth = 1.35;

    private const double Shoulder = 1.95, Hip = 5.1, Hand = 5.3, Foot = 9.45;

    /// <param name="stride">−1…1: how far the legs have swung.</param>
    public static void Draw(CairoContext pen, HeadSprites head, HeadPose pose, double stride)
    {
        var look = head.Look;
        DrawShadow(pen);
        DrawLeg(pen, look, -0.42, -stride);
        DrawLeg(pen, look, 0.42, stride);
        DrawArm(pen, look, -1.08, stride);
        DrawArm(pen, look, 1.08, -stride);
        DrawTorso(pen, look, pose == HeadPose.Back);
        head.Draw(pen, pose);
    }

    /// <summary>Neck, shoulders and chest without arms.</summary>
    public static void DrawTorso(CairoContext pen, Look look, bool back)
    {
        using (var neck = CairoPattern.Linear(0, 1.2, 0, 1.75))
        {
            pen.SetSource(neck.Stop(0, look.Skin.Shade(-0.5)).Stop(1, look.Skin.Shade(-0.15)));
            pen.Rectangle(-0.24, 1.1, 0.48, 0.85);
            pen.Fill();
        }
        using var cloth = CairoPattern.Linear(-1.2, 0, 1.2, 0);
        pen.SetSource(cloth.Stop(0, look.Top.Shade(-0.25)).Stop(0.35, look.Top.Shade(0.12)).Stop(0.7, look.Top).Stop(1, look.Top.Shade(-0.4)));
        pen.NewPath();
        pen.MoveTo(-0.3, 1.62);
        pen.CurveTo(-0.7, 1.72, -1.12, 1.75, -1.22, 2.15);
        pen.CurveTo(-1.05, 3.2, -0.92, 4.2, -0.95, Hip + 0.15);
        pen.LineTo(0.95, Hip + 0.15);
        pen.CurveTo(0.92, 4.2, 1.05, 3.2, 1.22, 2.15);
        pen.CurveTo(1.12, 1.75, 0.7, 1.72, 0.3, 1.62);
        if (!back) pen.CurveTo(0.15, 1.95, -0.15, 1.95, -0.3, 1.62);
        pen.ClosePath();
        pen.Fill();
    }

    /// <summary>An arm from shoulder over elbow to hand.</summary>
    public static void DrawBentArm(CairoContext pen, Look look, BentArm arm)
    {
        var ((shoulderX, shoulderY), (elbowX, elbowY), (endX, endY)) = (arm.Shoulder, arm.Elbow, arm.Hand);
        pen.SetLineCap(CairoLineCap.Round);
        Line(pen, look.Top.Shade(-0.18), 0.62, shoulderX, shoulderY, elbowX, elbowY);
        Line(pen, look.Top.Shade(-0.02), 0.5, elbowX, elbowY, elbowX + ((endX - elbowX) * 0.72), elbowY + ((endY - elbowY) * 0.72));
        Line(pen, look.Skin.Shade(-0.08), 0.32, elbowX + ((endX - elbowX) * 0.78), elbowY + ((endY - elbowY) * 0.78), endX, endY);
        pen.Ellipse(endX, endY, 0.27, 0.24);
        using var hand = CairoPattern.Radial(endX - 0.08, endY - 0.08, 0.02, endX, endY, 0.3);
        pen.SetSource(hand.Stop(0, look.Skin.Shade(0.15)).Stop(1, look.Skin.Shade(-0.25)));
        pen.Fill();
    }

    private static void DrawArm(CairoContext pen, Look look, double x, double swing)
    {
        var handX = x + (Math.Sign(x) * 0.12);
        var handY = Hand + (swing * 0.25);
        pen.SetLineCap(CairoLineCap.Round);
        Line(pen, look.Top.Shade(-0.3), 0.5, x, Shoulder + 0.25, handX, handY - 0.55);
        pen.Ellipse(handX, handY - 0.15, 0.2, 0.27);
        pen.SetColor(look.Skin.Shade(-0.2));
        pen.Fill();
    }

    private static void DrawLeg(CairoContext pen, Look look, double x, double swing)
    {
        var footY = Foot - (Math.Max(0, swing) * 0.35);
        pen.SetLineCap(CairoLineCap.Butt);
        Line(pen, look.Legs.Shade(x < 0 ? 0.06 : -0.12), 0.8, x, Hip, x * 1.05, footY - 0.2);
        pen.Ellipse(x * 1.12, footY, 0.4, 0.2);
        pen.SetColor(new Rgba(0.1, 0.1, 0.11));
        pen.Fill();
    }

    private static void DrawShadow(CairoContext pen)
    {
        pen.Save();
        pen.Translate(0, Foot + 0.08);
        pen.Scale(1, 0.16);
        using var shadow = CairoPattern.Radial(0, 0, 0, 0, 0, 1.7);
        pen.SetSource(shadow.Stop(0, new Rgba(0, 0, 0, 0.45)).Stop(1, new Rgba(0, 0, 0, 0)));
        pen.Ellipse(0, 0, 1.7, 1.7);
        pen.Fill();
        pen.Restore();
    }

    private static void Line(CairoContext pen, Rgba color, double width, double x0, double y0, double x1, double y1)
    {
        pen.SetColor(color);
        pen.SetLineWidth(width);
        pen.NewPath();
        pen.MoveTo(x0, y0);
        pen.LineTo(x1, y1);
        pen.Stroke();
    }
}
