using System.Runtime.InteropServices;

namespace Shoreline.Media.Native.Cairo;

/// <summary>Owns one reference to a cairo_surface_t.</summary>
internal sealed class SurfaceHandle() : SafeHandle(invalidHandleValue: 0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        CairoNative.SurfaceDestroy(handle);
        return true;
    }
}

/// <summary>Owns one reference to a cairo_t.</summary>
internal sealed class ContextHandle() : SafeHandle(invalidHandleValue: 0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        CairoNative.Destroy(handle);
        return true;
    }
}

/// <summary>Owns one reference to a cairo_pattern_t.</summary>
internal sealed class PatternHandle() : SafeHandle(invalidHandleValue: 0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        CairoNative.PatternDestroy(handle);
        return true;
    }
}
