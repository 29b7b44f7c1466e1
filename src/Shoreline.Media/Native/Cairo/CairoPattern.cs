namespace Shoreline.Media.Native.Cairo;

/// <summary>A gradient to paint with.</summary>
internal sealed class CairoPattern : IDisposable
{
    private CairoPattern(PatternHandle handle) => Handle = handle;

    internal PatternHandle Handle { get; }

    /// <summary>From the first point to the second.</summary>
    public static CairoPattern Linear(double x0, double y0, double x1, double y1) => new(CairoNative.PatternLinear(x0, y0, x1, y1));

    /// <summary>From the first circle to the second.</summary>
    public static CairoPattern Radial(double x0, double y0, double r0, double x1, double y1, double r1) =>
        new(CairoNative.PatternRadial(x0, y0, r0, x1, y1, r1));

    /// <param name="at">0 at the start, 1 at the end.</param>
    public CairoPattern Stop(double at, Rgba color)
    {
        CairoNative.PatternAddStop(Handle, at, color.R, color.G, color.B, color.A);
        return this;
    }

    public void Dispose() => Handle.Dispose();
}
