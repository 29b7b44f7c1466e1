using System.Runtime.InteropServices;
using Shoreline.Core.Native;

namespace Shoreline.Vision.Native.TurboJpeg;

/// <summary>Imports of libturbojpeg, named as in turbojpeg.h without the prefix.</summary>
internal static unsafe partial class TurboJpegNative
{
    private const string Library = "turbojpeg";

    static TurboJpegNative() => NativeLibraries.Register(typeof(TurboJpegNative).Assembly);

    [LibraryImport(Library, EntryPoint = "tjInitCompress")]
    internal static partial CompressorHandle InitCompress();

    [LibraryImport(Library, EntryPoint = "tjDestroy")]
    internal static partial int Destroy(nint handle);

    /// <summary>Most bytes that a picture can need; an <c>unsigned long</c>.</summary>
    [LibraryImport(Library, EntryPoint = "tjBufSize")]
    internal static partial nuint BufSize(int width, int height, JpegSubsampling subsampling);

    /// <summary>With <see cref="JpegFlags.NoReallocate"/> the buffer stays the caller's and must have <see cref="BufSize"/> bytes.</summary>
    /// <param name="pitch">Bytes from one row to the next.</param>
    /// <param name="size">Bytes written; an <c>unsigned long</c>.</param>
    [LibraryImport(Library, EntryPoint = "tjCompress2")]
    internal static partial int Compress(
        CompressorHandle handle, byte* pixels, int width, int pitch, int height, JpegPixelFormat format,
        byte** buffer, nuint* size, JpegSubsampling subsampling, int quality, JpegFlags flags);

    /// <summary>Borrowed from the handle until its next call.</summary>
    [LibraryImport(Library, EntryPoint = "tjGetErrorStr2")]
    internal static partial nint GetErrorStr(CompressorHandle handle);
}

/// <summary>Owns a tjhandle.</summary>
internal sealed class CompressorHandle() : SafeHandle(invalidHandleValue: 0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => TurboJpegNative.Destroy(handle) == 0;
}

/// <summary>turbojpeg.h, <c>enum TJSAMP</c>.</summary>
internal enum JpegSubsampling
{
    /// <summary>Chroma of one pixel for each 2 × 2.</summary>
    Samp420 = 2,
}

/// <summary>turbojpeg.h, <c>enum TJPF</c>.</summary>
internal enum JpegPixelFormat
{
    Bgrx = 3,
}

/// <summary>turbojpeg.h, <c>TJFLAG_…</c>.</summary>
[Flags]
internal enum JpegFlags
{
    NoReallocate = 1024,
}
