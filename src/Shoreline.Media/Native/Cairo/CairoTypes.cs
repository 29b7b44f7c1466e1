using System.Runtime.InteropServices;

namespace Shoreline.Media.Native.Cairo;

/// <summary>cairo_format_t (cairo.h).</summary>
internal enum CairoFormat
{
    /// <summary>32 bits a pixel, native-endian ARGB, alpha premultiplied: on little-endian machines the bytes are B, G, R, A.</summary>
    Argb32 = 0,

    /// <summary>As <see cref="Argb32"/> with the top byte unused: bytes B, G, R, x. What GStreamer calls BGRx.</summary>
    Rgb24 = 1,

    /// <summary>8 bits of alpha a pixel: a mask.</summary>
    A8 = 2,
}

/// <summary>cairo_line_cap_t (cairo.h).</summary>
internal enum CairoLineCap { Butt = 0, Round = 1, Square = 2 }

/// <summary>cairo_line_join_t (cairo.h).</summary>
internal enum CairoLineJoin { Miter = 0, Round = 1, Bevel = 2 }

/// <summary>cairo_antialias_t (cairo.h).</summary>
internal enum CairoAntialias { Default = 0, None = 1, Gray = 2, Subpixel = 3, Fast = 4, Good = 5, Best = 6 }

/// <summary>cairo_operator_t (cairo.h), those that we use.</summary>
internal enum CairoOperator { Clear = 0, Source = 1, Over = 2, Multiply = 14, Screen = 15 }

/// <summary>cairo_filter_t (cairo.h).</summary>
internal enum CairoFilter { Fast = 0, Good = 1, Best = 2, Nearest = 3, Bilinear = 4 }

/// <summary>cairo_font_slant_t (cairo.h).</summary>
internal enum CairoFontSlant { Normal = 0, Italic = 1, Oblique = 2 }

/// <summary>cairo_font_weight_t (cairo.h).</summary>
internal enum CairoFontWeight { Normal = 0, Bold = 1 }

/// <summary>cairo_text_extents_t (cairo.h); user-space units.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct CairoTextExtents
{
    public readonly double XBearing;
    public readonly double YBearing;
    public readonly double Width;
    public readonly double Height;
    public readonly double XAdvance;
    public readonly double YAdvance;
}

/// <summary>A colour, components 0…1, alpha not premultiplied.</summary>
internal readonly record struct Rgba(double R, double G, double B, double A = 1)
{
    /// <summary>From 0xRRGGBB.</summary>
    public static Rgba FromRgb(uint rgb, double alpha = 1) =>
        new(((rgb >> 16) & 0xff) / 255.0, ((rgb >> 8) & 0xff) / 255.0, (rgb & 0xff) / 255.0, alpha);

    /// <summary>Towards white for positive <paramref name="by"/>, towards black for negative; −1…1.</summary>
    public Rgba Shade(double by) => by >= 0
        ? new(R + ((1 - R) * by), G + ((1 - G) * by), B + ((1 - B) * by), A)
        : new(R * (1 + by), G * (1 + by), B * (1 + by), A);

    public Rgba WithAlpha(double alpha) => this with { A = alpha };
}
