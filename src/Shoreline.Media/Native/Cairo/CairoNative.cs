using System.Runtime.InteropServices;

namespace Shoreline.Media.Native.Cairo;

/// <summary>Imports of libcairo, named as in cairo.h without the prefix.</summary>
internal static unsafe partial class CairoNative
{
    private const string Library = "cairo";

    static CairoNative() => NativeImports.Ensure();

    [LibraryImport(Library, EntryPoint = "cairo_image_surface_create")]
    internal static partial SurfaceHandle SurfaceCreate(CairoFormat format, int width, int height);
    /// <summary>The surface does not own <paramref name="data"/>, which must live until the surface is destroyed.</summary>
    [LibraryImport(Library, EntryPoint = "cairo_image_surface_create_for_data")]
    internal static partial SurfaceHandle SurfaceCreateForData(nint data, CairoFormat format, int width, int height, int stride);
    [LibraryImport(Library, EntryPoint = "cairo_surface_destroy")]
    internal static partial void SurfaceDestroy(nint surface);
    [LibraryImport(Library, EntryPoint = "cairo_surface_status")]
    internal static partial int SurfaceStatus(SurfaceHandle surface);
    [LibraryImport(Library, EntryPoint = "cairo_surface_flush")]
    internal static partial void SurfaceFlush(SurfaceHandle surface);
    [LibraryImport(Library, EntryPoint = "cairo_surface_mark_dirty")]
    internal static partial void SurfaceMarkDirty(SurfaceHandle surface);
    /// <summary>Borrowed from the surface; null once the surface is finished.</summary>
    [LibraryImport(Library, EntryPoint = "cairo_image_surface_get_data")]
    internal static partial nint SurfaceData(SurfaceHandle surface);
    [LibraryImport(Library, EntryPoint = "cairo_image_surface_get_stride")]
    internal static partial int SurfaceStride(SurfaceHandle surface);
    [LibraryImport(Library, EntryPoint = "cairo_surface_write_to_png", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SurfaceWriteToPng(SurfaceHandle surface, string path);
    /// <summary>A static string; never freed.</summary>
    [LibraryImport(Library, EntryPoint = "cairo_status_to_string")]
    internal static partial nint StatusToString(int status);

    [LibraryImport(Library, EntryPoint = "cairo_create")]
    internal static partial ContextHandle Create(SurfaceHandle surface);
    [LibraryImport(Library, EntryPoint = "cairo_destroy")]
    internal static partial void Destroy(nint context);
    [LibraryImport(Library, EntryPoint = "cairo_status")]
    internal static partial int Status(ContextHandle context);
    [LibraryImport(Library, EntryPoint = "cairo_save")]
    internal static partial void Save(ContextHandle context);
    [LibraryImport(Library, EntryPoint = "cairo_restore")]
    internal static partial void Restore(ContextHandle context);
    [LibraryImport(Library, EntryPoint = "cairo_translate")]
    internal static partial void Translate(ContextHandle context, double x, double y);
    [LibraryImport(Library, EntryPoint = "cairo_scale")]
    internal static partial void Scale(ContextHandle context, double x, double y);
    [LibraryImport(Library, EntryPoint = "cairo_rotate")]
    internal static partial void Rotate(ContextHandle context, double radians);
    [LibraryImport(Library, EntryPoint = "cairo_set_operator")]
    internal static partial void SetOperator(ContextHandle context, CairoOperator @operator);
    [LibraryImport(Library, EntryPoint = "cairo_set_antialias")]
    internal static partial void SetAntialias(ContextHandle context, CairoAntialias antialias);
    [LibraryImport(Library, EntryPoint = "cairo_set_source_rgba")]
    internal static partial void SetSourceRgba(ContextHandle context, double r, double g, double b, double a);
    [LibraryImport(Library, EntryPoint = "cairo_set_source")]
    internal static partial void SetSource(ContextHandle context, PatternHandle pattern);
    [LibraryImport(Library, EntryPoint = "cairo_set_source_surface")]
    internal static partial void SetSourceSurface(ContextHandle context, SurfaceHandle surface, double x, double y);
    [LibraryImport(Library, EntryPoint = "cairo_get_source")]
    internal static partial nint GetSource(ContextHandle context);
    [LibraryImport(Library, EntryPoint = "cairo_pattern_set_filter")]
    internal static partial void PatternSetFilter(nint pattern, CairoFilter filter);
    [LibraryImport(Library, EntryPoint = "cairo_paint")]
    internal static partial void Paint(ContextHandle context);
    [LibraryImport(Library, EntryPoint = "cairo_paint_with_alpha")]
    internal static partial void PaintWithAlpha(ContextHandle context, double alpha);
    [LibraryImport(Library, EntryPoint = "cairo_push_group")]
    internal static partial void PushGroup(ContextHandle context);
    [LibraryImport(Library, EntryPoint = "cairo_pop_group_to_source")]
    internal static partial void PopGroupToSource(ContextHandle context);
    [LibraryImport(Library, EntryPoint = "cairo_clip")]
    internal static partial void Clip(ContextHandle context);
    [LibraryImport(Library, EntryPoint = "cairo_fill")]
    internal static partial void Fill(ContextHandle context);
    [LibraryImport(Library, EntryPoint = "cairo_fill_preserve")]
    internal static partial void FillPreserve(ContextHandle context);
    [LibraryImport(Library, EntryPoint = "cairo_stroke")]
    internal static partial void Stroke(ContextHandle context);
    [LibraryImport(Library, EntryPoint = "cairo_stroke_preserve")]
    internal static partial void StrokePreserve(ContextHandle context);
    [LibraryImport(Library, EntryPoint = "cairo_set_line_width")]
    internal static partial void SetLineWidth(ContextHandle context, double width);
    [LibraryImport(Library, EntryPoint = "cairo_set_line_cap")]
    internal static partial void SetLineCap(ContextHandle context, CairoLineCap cap);
    [LibraryImport(Library, EntryPoint = "cairo_set_line_join")]
    internal static partial void SetLineJoin(ContextHandle context, CairoLineJoin join);

    [LibraryImport(Library, EntryPoint = "cairo_new_path")]
    internal static partial void NewPath(ContextHandle context);
    [LibraryImport(Library, EntryPoint = "cairo_new_sub_path")]
    internal static partial void NewSubPath(ContextHandle context);
    [LibraryImport(Library, EntryPoint = "cairo_close_path")]
    internal static partial void ClosePath(ContextHandle context);
    [LibraryImport(Library, EntryPoint = "cairo_move_to")]
    internal static partial void MoveTo(ContextHandle context, double x, double y);
    [LibraryImport(Library, EntryPoint = "cairo_line_to")]
    internal static partial void LineTo(ContextHandle context, double x, double y);
    [LibraryImport(Library, EntryPoint = "cairo_curve_to")]
    internal static partial void CurveTo(ContextHandle context, double x1, double y1, double x2, double y2, double x3, double y3);
    [LibraryImport(Library, EntryPoint = "cairo_arc")]
    internal static partial void Arc(ContextHandle context, double x, double y, double radius, double from, double to);
    [LibraryImport(Library, EntryPoint = "cairo_rectangle")]
    internal static partial void Rectangle(ContextHandle context, double x, double y, double width, double height);

    [LibraryImport(Library, EntryPoint = "cairo_pattern_create_linear")]
    internal static partial PatternHandle PatternLinear(double x0, double y0, double x1, double y1);
    [LibraryImport(Library, EntryPoint = "cairo_pattern_create_radial")]
    internal static partial PatternHandle PatternRadial(double x0, double y0, double r0, double x1, double y1, double r1);
    [LibraryImport(Library, EntryPoint = "cairo_pattern_add_color_stop_rgba")]
    internal static partial void PatternAddStop(PatternHandle pattern, double offset, double r, double g, double b, double a);
    [LibraryImport(Library, EntryPoint = "cairo_pattern_destroy")]
    internal static partial void PatternDestroy(nint pattern);

    [LibraryImport(Library, EntryPoint = "cairo_select_font_face", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void SelectFontFace(ContextHandle context, string family, CairoFontSlant slant, CairoFontWeight weight);
    [LibraryImport(Library, EntryPoint = "cairo_set_font_size")]
    internal static partial void SetFontSize(ContextHandle context, double size);
    [LibraryImport(Library, EntryPoint = "cairo_show_text", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void ShowText(ContextHandle context, string text);
    [LibraryImport(Library, EntryPoint = "cairo_show_text")]
    internal static partial void ShowUtf8(ContextHandle context, byte* text);
    [LibraryImport(Library, EntryPoint = "cairo_text_extents", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void TextExtents(ContextHandle context, string text, out CairoTextExtents extents);
    [LibraryImport(Library, EntryPoint = "cairo_text_extents")]
    internal static partial void Utf8Extents(ContextHandle context, byte* text, CairoTextExtents* extents);
}
