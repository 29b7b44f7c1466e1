namespace Shoreline.Media.Native.Cairo;

/// <summary>A pen on a surface, with the calls of cairo_t. Not thread-safe.</summary>
/// <remarks>cairo remembers the first error and ignores what follows; <see cref="CheckStatus"/> tells. No call but the text calls allocates managed memory.</remarks>
internal sealed class CairoContext : IDisposable
{
    private readonly ContextHandle _handle;

    public CairoContext(CairoSurface surface) => _handle = CairoNative.Create(surface.Handle);

    public void Save() => CairoNative.Save(_handle);

    public void Restore() => CairoNative.Restore(_handle);

    public void Translate(double x, double y) => CairoNative.Translate(_handle, x, y);

    public void Scale(double x, double y) => CairoNative.Scale(_handle, x, y);

    public void Rotate(double radians) => CairoNative.Rotate(_handle, radians);

    public void SetOperator(CairoOperator value) => CairoNative.SetOperator(_handle, value);

    public void SetAntialias(CairoAntialias value) => CairoNative.SetAntialias(_handle, value);

    public void SetColor(Rgba color) => CairoNative.SetSourceRgba(_handle, color.R, color.G, color.B, color.A);

    public void SetSource(CairoPattern pattern) => CairoNative.SetSource(_handle, pattern.Handle);

    public void SetSource(CairoSurface surface, double x, double y) => CairoNative.SetSourceSurface(_handle, surface.Handle, x, y);

    /// <summary>How the source surface is sampled when scaled; set after <see cref="SetSource(CairoSurface, double, double)"/>.</summary>
    public void SetSourceFilter(CairoFilter filter) => CairoNative.PatternSetFilter(CairoNative.GetSource(_handle), filter);

    public void Paint() => CairoNative.Paint(_handle);

    public void Paint(double alpha) => CairoNative.PaintWithAlpha(_handle, alpha);

    /// <summary>Draws into a picture of its own from here on.</summary>
    public void PushGroup() => CairoNative.PushGroup(_handle);

    /// <summary>Ends the group and makes it the source.</summary>
    public void PopGroup() => CairoNative.PopGroupToSource(_handle);

    public void Clip() => CairoNative.Clip(_handle);

    public void Fill() => CairoNative.Fill(_handle);

    public void FillPreserve() => CairoNative.FillPreserve(_handle);

    public void Stroke() => CairoNative.Stroke(_handle);

    public void StrokePreserve() => CairoNative.StrokePreserve(_handle);

    public void SetLineWidth(double width) => CairoNative.SetLineWidth(_handle, width);

    public void SetLineCap(CairoLineCap cap) => CairoNative.SetLineCap(_handle, cap);

    public void SetLineJoin(CairoLineJoin join) => CairoNative.SetLineJoin(_handle, join);

    public void NewPath() => CairoNative.NewPath(_handle);

    public void NewSubPath() => CairoNative.NewSubPath(_handle);

    public void ClosePath() => CairoNative.ClosePath(_handle);

    public void MoveTo(double x, double y) => CairoNative.MoveTo(_handle, x, y);

    public void LineTo(double x, double y) => CairoNative.LineTo(_handle, x, y);

    public void CurveTo(double x1, double y1, double x2, double y2, double x3, double y3) =>
        CairoNative.CurveTo(_handle, x1, y1, x2, y2, x3, y3);

    public void Arc(double x, double y, double radius, double from, double to) => CairoNative.Arc(_handle, x, y, radius, from, to);

    public void Rectangle(double x, double y, double width, double height) => CairoNative.Rectangle(_handle, x, y, width, height);

    /// <summary>A new sub-path: a whole ellipse.</summary>
    public void Ellipse(double x, double y, double radiusX, double radiusY)
    {
        Save();
        Translate(x, y);
        Scale(radiusX, radiusY);
        NewSubPath();
        Arc(0, 0, 1, 0, 2 * Math.PI);
        ClosePath();
        Restore();
    }

    /// <summary>A new sub-path: a rectangle with rounded corners.</summary>
    public void RoundedRectangle(double x, double y, double width, double height, double radius)
    {
        var r = Math.Min(radius, Math.Min(width, height) / 2);
        NewSubPath();
        Arc(x + width - r, y + r, r, -Math.PI / 2, 0);
        Arc(x + width - r, y + height - r, r, 0, Math.PI / 2);
        Arc(x + r, y + height - r, r, Math.PI / 2, Math.PI);
        Arc(x + r, y + r, r, Math.PI, 3 * Math.PI / 2);
        ClosePath();
    }

    public void SelectFont(string family, CairoFontWeight weight = CairoFontWeight.Normal) =>
        CairoNative.SelectFontFace(_handle, family, CairoFontSlant.Normal, weight);

    public void SetFontSize(double size) => CairoNative.SetFontSize(_handle, size);

    /// <summary>Draws text with its baseline at the current point.</summary>
    public void ShowText(string text) => CairoNative.ShowText(_handle, text);

    public CairoTextExtents MeasureText(string text)
    {
        CairoNative.TextExtents(_handle, text, out var extents);
        return extents;
    }

    /// <param name="text">UTF-8, ending in a NUL. Allocates nothing.</param>
    public unsafe void ShowText(ReadOnlySpan<byte> text)
    {
        fixed (byte* first = text) CairoNative.ShowUtf8(_handle, first);
    }

    /// <param name="text">UTF-8, ending in a NUL. Allocates nothing.</param>
    public unsafe CairoTextExtents MeasureText(ReadOnlySpan<byte> text)
    {
        CairoTextExtents extents;
        fixed (byte* first = text) CairoNative.Utf8Extents(_handle, first, &extents);
        return extents;
    }

    /// <exception cref="Core.ShorelineException">An earlier call failed.</exception>
    public void CheckStatus() => CairoSurface.Check(CairoNative.Status(_handle), "draw");

    public void Dispose() => _handle.Dispose();
}
