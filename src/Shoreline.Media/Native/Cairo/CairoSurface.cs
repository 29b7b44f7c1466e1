using System.Runtime.InteropServices;
using Shoreline.Core;

namespace Shoreline.Media.Native.Cairo;

/// <summary>A picture in memory that cairo draws on. Not thread-safe.</summary>
internal sealed class CairoSurface : IDisposable
{
    /// <summary>A new picture, all bytes 0.</summary>
    public CairoSurface(CairoFormat format, int width, int height) : this(CairoNative.SurfaceCreate(format, width, height), width, height) { }

    /// <summary>Draws on <paramref name="data"/>, which the caller owns and keeps until this surface is disposed.</summary>
    /// <param name="stride">Bytes from one row to the next; a multiple of 4.</param>
    public CairoSurface(nint data, CairoFormat format, int width, int height, int stride)
        : this(CairoNative.SurfaceCreateForData(data, format, width, height, stride), width, height) { }

    private CairoSurface(SurfaceHandle handle, int width, int height)
    {
        Handle = handle;
        (Width, Height) = (width, height);
        Check(CairoNative.SurfaceStatus(handle), $"make a picture of {width} x {height}");
        Stride = CairoNative.SurfaceStride(handle);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Bytes from one row to the next.</summary>
    public int Stride { get; }

    internal SurfaceHandle Handle { get; }

    /// <summary>The pixels, all drawing done. Valid until the surface is disposed.</summary>
    public unsafe ReadOnlySpan<byte> Pixels()
    {
        CairoNative.SurfaceFlush(Handle);
        return new ReadOnlySpan<byte>((void*)CairoNative.SurfaceData(Handle), Stride * Height);
    }

    /// <summary>The pixels, to be written by the caller; call <see cref="MarkDirty"/> afterwards.</summary>
    public unsafe Span<byte> MutablePixels()
    {
        CairoNative.SurfaceFlush(Handle);
        return new Span<byte>((void*)CairoNative.SurfaceData(Handle), Stride * Height);
    }

    /// <summary>Tells cairo that the pixels were changed without it.</summary>
    public void MarkDirty() => CairoNative.SurfaceMarkDirty(Handle);

    /// <exception cref="ShorelineException">The file could not be written.</exception>
    public void WritePng(string path) => Check(CairoNative.SurfaceWriteToPng(Handle, path), $"write {path}");

    public void Dispose() => Handle.Dispose();

    internal static void Check(int status, string what)
    {
        if (status == 0) return; // CAIRO_STATUS_SUCCESS
        throw new ShorelineException($"cairo could not {what}: {Marshal.PtrToStringUTF8(CairoNative.StatusToString(status))}.");
    }
}
