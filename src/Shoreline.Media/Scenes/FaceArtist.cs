using Shoreline.Media.Native.Cairo;

namespace Shoreline.Media.Scenes;

/// <summary>Draws a head, shaded as by light from above left, so that detectors trained on photographs find its face.</summary>
/// <remarks>
/// In head coordinates: the face is 1 wide around x = 0, the crown at y = 0, the chin at y = 1.36. <c>turn</c> is −1…1: how far the features have moved
/// to one side.
/// </remarks>
internal static class FaceArtist
{
    /// <summary>Where a face detector's box lies, in head coordinates: forehead to chin.</summary>
    public const double BoxLeft = -0.5, BoxTop = 0.24, BoxWidth = 1.0, BoxHeight = 1.14;

    private const double EyeLine = 0.70, EyeDistance = 0.215, NoseTip = 0.965, MouthLine = 1.125, Chin = 1.36;

    public static void Draw(CairoContext pen, Look look, bool eyesOpen, double turn)
    {
        pen.Save();
        pen.Scale(look.FaceWidth, 1);
        DrawHairBehind(pen, look);
        DrawEars(pen, look, turn);
        DrawSkin(pen, look);
        var shift = turn * 0.13;
        DrawCheeks(pen, look, shift);
        if (look.Beard) DrawBeard(pen, look, shift);
        foreach (var side in (ReadOnlySpan<double>)[-1, 1]) DrawEye(pen, look, side, shift, eyesOpen);
        DrawNose(pen, look, shift);
        DrawMouth(pen, look, shift);
        DrawHairFront(pen, look);
        pen.Restore();
    }

    /// <summary>The same head from behind.</summary>
    public static void DrawBack(CairoContext pen, Look look)
    {
        pen.Save();
        pen.Scale(look.FaceWidth, 1);
        DrawHairBehind(pen, look);
        DrawEars(pen, look, 0);
        DrawSkin(pen, look);
        if (look.Style != HairStyle.Bald)
        {
            using var hair = CairoPattern.Radial(-0.15, 0.35, 0.05, 0, 0.6, 0.9).Stop(0, look.Hair.Shade(0.16)).Stop(1, look.Hair.Shade(-0.3));
            pen.SetSource(hair);
            pen.MoveTo(-0.52, 0.62);
            pen.CurveTo(-0.58, -0.12, 0.58, -0.12, 0.52, 0.62);
            pen.CurveTo(0.5, 1.02, 0.36, 1.2, 0, 1.22);
            pen.CurveTo(-0.36, 1.2, -0.5, 1.02, -0.52, 0.62);
            pen.Fill();
        }
        pen.Restore();
    }

    private static void FacePath(CairoContext pen)
    {
        pen.NewPath();
        pen.MoveTo(-0.485, 0.55);
        pen.CurveTo(-0.5, 0.14, -0.3, 0.03, 0, 0.03);
        pen.CurveTo(0.3, 0.03, 0.5, 0.14, 0.485, 0.55);
        pen.CurveTo(0.48, 0.92, 0.42, 1.08, 0.3, 1.22);
        pen.CurveTo(0.2, 1.33, 0.1, Chin, 0, Chin);
        pen.CurveTo(-0.1, Chin, -0.2, 1.33, -0.3, 1.22);
        pen.CurveTo(-0.42, 1.08, -0.48, 0.92, -0.485, 0.55);
        pen.ClosePath();
    }

    private static void DrawSkin(CairoContext pen, Look look)
    {
        FacePath(pen);
        using (var skin = CairoPattern.Radial(-0.08, 0.55, 0.1, 0, 0.68, 0.78))
        {
            skin.Stop(0, look.Skin.Shade(0.2)).Stop(0.55, look.Skin).Stop(0.85, look.Skin.Shade(-0.2)).Stop(1, look.Skin.Shade(-0.42));
            pen.SetSource(skin);
            pen.FillPreserve();
        }
        using var fall = CairoPattern.Linear(-0.5, 0, 0.5, 0);
        fall.Stop(0, Black(0)).Stop(0.6, Black(0)).Stop(1, Black(0.2));
        pen.SetSource(fall);
        pen.Fill();
    }

    private static void DrawEars(CairoContext pen, Look look, double turn)
    {
        foreach (var side in (ReadOnlySpan<double>)[-1, 1])
        {
            pen.Ellipse((0.5 * side) - (turn * 0.04), 0.78, 0.06, 0.14);
            pen.SetColor(look.Skin.Shade(-0.25));
            pen.Fill();
            pen.Ellipse((0.5 * side) - (turn * 0.04), 0.79, 0.03, 0.08);
            pen.SetColor(look.Skin.Shade(-0.45));
            pen.Fill();
        }
    }

    private static void DrawCheeks(CairoContext pen, Look look, double shift)
    {
        Glow(pen, -0.26 + shift, 0.98, 0.2, look.Skin.Shade(0.28).WithAlpha(0.5));
        Glow(pen, 0.24 + shift, 0.98, 0.19, look.Skin.Shade(0.2).WithAlpha(0.45));
        Glow(pen, -0.02 + shift, 0.38, 0.34, look.Skin.Shade(0.4).WithAlpha(0.45)); // forehead
        Glow(pen, shift, 1.29, 0.11, look.Skin.Shade(0.25).WithAlpha(0.45)); // chin
        Glow(pen, -0.28 + shift, 1.02, 0.15, new Rgba(0.85, 0.35, 0.3, 0.12));
        Glow(pen, 0.28 + shift, 1.02, 0.15, new Rgba(0.85, 0.35, 0.3, 0.12));
    }

    private static void DrawEye(CairoContext pen, Look look, double side, double shift, bool open)
    {
        var x = (EyeDistance * side) + shift;
        // The socket: the darkest broad patch of a face, and what detectors look for first.
        pen.Save();
        pen.Translate(x, EyeLine - 0.03);
        pen.Scale(1.35, 0.8);
        Glow(pen, 0, 0, 0.15, look.Skin.Shade(-0.72).WithAlpha(0.62));
        pen.Restore();
        Glow(pen, (0.07 * side) + shift, EyeLine - 0.02, 0.075, look.Skin.Shade(-0.6).WithAlpha(0.4)); // beside the bridge of the nose

        // Brow
        pen.SetColor(look.Hair.Shade(-0.25).WithAlpha(0.88));
        pen.NewPath();
        pen.MoveTo(x - (0.115 * side), EyeLine - 0.1);
        pen.CurveTo(x - (0.02 * side), EyeLine - 0.165, x + (0.08 * side), EyeLine - 0.16, x + (0.15 * side), EyeLine - 0.095);
        pen.CurveTo(x + (0.07 * side), EyeLine - 0.13, x - (0.02 * side), EyeLine - 0.125, x - (0.115 * side), EyeLine - 0.065);
        pen.ClosePath();
        pen.Fill();

        if (!open)
        {
            pen.SetColor(look.Skin.Shade(-0.7));
            pen.SetLineWidth(0.022);
            pen.SetLineCap(CairoLineCap.Round);
            pen.NewPath();
            pen.MoveTo(x - 0.09, EyeLine);
            pen.CurveTo(x - 0.04, EyeLine + 0.035, x + 0.04, EyeLine + 0.035, x + 0.09, EyeLine);
            pen.Stroke();
            return;
        }
        pen.Save();
        EyePath(pen, x);
        pen.SetColor(new Rgba(0.9, 0.88, 0.86));
        pen.FillPreserve();
        pen.Clip();
        pen.Ellipse(x, EyeLine, 0.046, 0.048);
        pen.SetColor(look.Iris);
        pen.Fill();
        pen.Ellipse(x, EyeLine, 0.024, 0.026);
        pen.SetColor(new Rgba(0.03, 0.03, 0.04));
        pen.Fill();
        using (var lid = CairoPattern.Linear(0, EyeLine - 0.055, 0, EyeLine + 0.01))
        {
            pen.SetSource(lid.Stop(0, Black(0.6)).Stop(1, Black(0)));
            pen.Paint();
        }
        pen.Ellipse(x - 0.015, EyeLine - 0.018, 0.009, 0.009);
        pen.SetColor(new Rgba(1, 1, 1, 0.95));
        pen.Fill();
        pen.Restore();

        pen.SetColor(look.Hair.Shade(-0.5).WithAlpha(0.95));
        pen.SetLineWidth(0.02);
        pen.SetLineCap(CairoLineCap.Round);
        pen.NewPath();
        pen.MoveTo(x - 0.1, EyeLine + 0.004);
        pen.CurveTo(x - 0.05, EyeLine - 0.062, x + 0.05, EyeLine - 0.062, x + 0.1, EyeLine + 0.004);
        pen.Stroke();
        pen.SetColor(look.Skin.Shade(-0.5).WithAlpha(0.5));
        pen.SetLineWidth(0.012);
        pen.NewPath();
        pen.MoveTo(x - 0.085, EyeLine + 0.055);
        pen.CurveTo(x - 0.03, EyeLine + 0.082, x + 0.03, EyeLine + 0.082, x + 0.085, EyeLine + 0.055);
        pen.Stroke();
    }

    private static void EyePath(CairoContext pen, double x)
    {
        pen.NewPath();
        pen.MoveTo(x - 0.095, EyeLine + 0.005);
        pen.CurveTo(x - 0.05, EyeLine - 0.06, x + 0.05, EyeLine - 0.06, x + 0.095, EyeLine + 0.005);
        pen.CurveTo(x + 0.045, EyeLine + 0.045, x - 0.045, EyeLine + 0.045, x - 0.095, EyeLine + 0.005);
        pen.ClosePath();
    }

    private static void DrawNose(CairoContext pen, Look look, double shift)
    {
        // The shadowed side, the lit bridge, the nostrils.
        using (var side = CairoPattern.Linear(shift, 0, 0.11 + shift, 0))
        {
            pen.SetSource(side.Stop(0, look.Skin.Shade(-0.5).WithAlpha(0)).Stop(0.4, look.Skin.Shade(-0.5).WithAlpha(0.5)).Stop(1, look.Skin.Shade(-0.5).WithAlpha(0)));
            pen.NewPath();
            pen.MoveTo(0.02 + shift, EyeLine - 0.02);
            pen.CurveTo(0.04 + shift, 0.84, 0.07 + shift, 0.9, 0.115 + shift, NoseTip);
            pen.LineTo(0.01 + shift, NoseTip + 0.03);
            pen.ClosePath();
            pen.Fill();
        }
        using (var bridge = CairoPattern.Linear(-0.05 + shift, 0, 0.04 + shift, 0))
        {
            pen.SetSource(bridge.Stop(0, look.Skin.Shade(0.4).WithAlpha(0)).Stop(0.5, look.Skin.Shade(0.4).WithAlpha(0.75)).Stop(1, look.Skin.Shade(0.4).WithAlpha(0)));
            pen.NewPath();
            pen.MoveTo(-0.035 + shift, EyeLine - 0.06);
            pen.LineTo(0.03 + shift, EyeLine - 0.06);
            pen.LineTo(0.05 + shift, NoseTip - 0.03);
            pen.LineTo(-0.05 + shift, NoseTip - 0.03);
            pen.ClosePath();
            pen.Fill();
        }
        Glow(pen, -0.005 + shift, NoseTip - 0.035, 0.06, look.Skin.Shade(0.5).WithAlpha(0.7));
        pen.Save();
        pen.Translate(shift, NoseTip + 0.035);
        pen.Scale(1.8, 0.6);
        Glow(pen, 0, 0, 0.075, look.Skin.Shade(-0.7).WithAlpha(0.75));
        pen.Restore();
        foreach (var nostril in (ReadOnlySpan<double>)[-1, 1])
        {
            pen.Ellipse((0.05 * nostril) + shift, NoseTip + 0.012, 0.026, 0.014);
            pen.SetColor(look.Skin.Shade(-0.82).WithAlpha(0.85));
            pen.Fill();
        }
    }

    private static void DrawMouth(CairoContext pen, Look look, double shift)
    {
        var lip = new Rgba((look.Skin.R * 0.62) + 0.1, look.Skin.G * 0.42, look.Skin.B * 0.42);
        pen.NewPath();
        pen.MoveTo(-0.165 + shift, MouthLine);
        pen.CurveTo(-0.1 + shift, MouthLine - 0.05, -0.04 + shift, MouthLine - 0.06, shift, MouthLine - 0.04);
        pen.CurveTo(0.04 + shift, MouthLine - 0.06, 0.1 + shift, MouthLine - 0.05, 0.165 + shift, MouthLine);
        pen.CurveTo(0.08 + shift, MouthLine + 0.085, -0.08 + shift, MouthLine + 0.085, -0.165 + shift, MouthLine);
        pen.ClosePath();
        using (var lips = CairoPattern.Linear(0, MouthLine - 0.05, 0, MouthLine + 0.075))
        {
            pen.SetSource(lips.Stop(0, lip.Shade(-0.2)).Stop(0.42, lip.Shade(-0.4)).Stop(0.6, lip.Shade(0.12)).Stop(1, lip.Shade(-0.1)));
            pen.Fill();
        }
        pen.SetColor(lip.Shade(-0.75).WithAlpha(0.9));
        pen.SetLineWidth(0.02);
        pen.SetLineCap(CairoLineCap.Round);
        pen.NewPath();
        pen.MoveTo(-0.165 + shift, MouthLine - 0.002);
        pen.CurveTo(-0.06 + shift, MouthLine + 0.02, 0.06 + shift, MouthLine + 0.02, 0.165 + shift, MouthLine - 0.002);
        pen.Stroke();
        pen.Save();
        pen.Translate(shift, MouthLine + 0.105);
        pen.Scale(1.9, 0.6);
        Glow(pen, 0, 0, 0.065, look.Skin.Shade(-0.6).WithAlpha(0.5)); // under the lower lip
        pen.Restore();
    }

    private static void DrawBeard(CairoContext pen, Look look, double shift)
    {
        pen.Save();
        FacePath(pen);
        pen.Clip();
        using var beard = CairoPattern.Radial(shift, 0.95, 0.2, shift, 1.05, 0.52);
        pen.SetSource(beard.Stop(0, look.Hair.WithAlpha(0)).Stop(0.45, look.Hair.WithAlpha(0.25)).Stop(0.8, look.Hair.WithAlpha(0.75)).Stop(1, look.Hair.WithAlpha(0.8)));
        pen.Rectangle(-0.6, 0.98, 1.2, 0.5);
        pen.Fill();
        pen.Restore();
    }

    private static void DrawHairBehind(CairoContext pen, Look look)
    {
        if (look.Style != HairStyle.Long) return;
        using var hair = CairoPattern.Linear(-0.6, 0, 0.6, 0);
        pen.SetSource(hair.Stop(0, look.Hair.Shade(-0.15)).Stop(0.3, look.Hair.Shade(0.08)).Stop(1, look.Hair.Shade(-0.4)));
        pen.NewPath();
        pen.MoveTo(-0.56, 0.55);
        pen.CurveTo(-0.62, -0.2, 0.62, -0.2, 0.56, 0.55);
        pen.CurveTo(0.6, 0.95, 0.68, 1.3, 0.56, 1.62);
        pen.CurveTo(0.3, 1.72, -0.3, 1.72, -0.56, 1.62);
        pen.CurveTo(-0.68, 1.3, -0.6, 0.95, -0.56, 0.55);
        pen.Fill();
    }

    private static void DrawHairFront(CairoContext pen, Look look)
    {
        if (look.Style == HairStyle.Bald) return;
        var color = look.Style == HairStyle.Cap ? Rgba.FromRgb(0x2E5C8A) : look.Hair;
        using var hair = CairoPattern.Radial(-0.2, -0.02, 0.02, 0, 0.2, 0.7);
        pen.SetSource(hair.Stop(0, color.Shade(0.3)).Stop(0.4, color.Shade(0.05)).Stop(1, color.Shade(-0.35)));
        pen.NewPath();
        if (look.Style == HairStyle.Long)
        {
            pen.MoveTo(-0.54, 0.85);
            pen.CurveTo(-0.62, -0.2, 0.62, -0.2, 0.54, 0.85);
            pen.CurveTo(0.5, 0.55, 0.42, 0.3, 0.1, 0.2);
            pen.CurveTo(-0.15, 0.35, -0.42, 0.4, -0.54, 0.85);
        }
        else
        {
            pen.MoveTo(-0.51, 0.6);
            pen.CurveTo(-0.6, -0.14, 0.6, -0.14, 0.51, 0.6);
            pen.CurveTo(0.5, 0.42, 0.42, 0.3, 0.36, 0.25);
            pen.CurveTo(0.1, 0.2, -0.15, 0.21, -0.36, 0.26);
            pen.CurveTo(-0.43, 0.32, -0.5, 0.42, -0.51, 0.6);
        }
        pen.ClosePath();
        pen.Fill();
        if (look.Style != HairStyle.Cap) return;
        pen.SetColor(color.Shade(-0.45));
        pen.NewPath();
        pen.MoveTo(-0.46, 0.28);
        pen.CurveTo(-0.2, 0.17, 0.2, 0.17, 0.46, 0.28);
        pen.CurveTo(0.25, 0.36, -0.25, 0.36, -0.46, 0.28);
        pen.Fill();
    }

    /// <summary>A round patch that fades out.</summary>
    private static void Glow(CairoContext pen, double x, double y, double radius, Rgba color)
    {
        using var glow = CairoPattern.Radial(x, y, 0, x, y, radius);
        pen.SetSource(glow.Stop(0, color).Stop(0.5, color.WithAlpha(color.A * 0.6)).Stop(1, color.WithAlpha(0)));
        pen.NewPath();
        pen.Ellipse(x, y, radius, radius);
        pen.Fill();
    }

    private static Rgba Black(double alpha) => new(0, 0, 0, alpha);
}
