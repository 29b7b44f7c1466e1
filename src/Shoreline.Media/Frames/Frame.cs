using Shoreline.Core.Naming;

namespace Shoreline.Media;

/// <summary>Which numbers turn YCbCr into RGB.</summary>
public enum ColorMatrix
{
    /// <summary>ITU-R BT.601, luma 16…235.</summary>
    Bt601,

    /// <summary>ITU-R BT.709, luma 16…235.</summary>
    Bt709,

    /// <summary>ITU-R BT.601, luma 0…255: JPEG.</summary>
    Bt601Full,

    /// <summary>ITU-R BT.709, luma 0…255.</summary>
    Bt709Full,
}

/// <summary>One decoded picture, NV12 or I420, mapped in place from GStreamer's buffer.</summary>
/// <remarks>
/// <c>Height</c> rows of luma, one byte a pixel, <c>Stride</c> bytes apart; then, at <c>Chroma</c>, (Height + 1) / 2 rows of interleaved Cb and Cr,
/// (Width + 1) / 2 pairs, <c>ChromaStride</c> bytes apart. Where <see cref="ChromaV"/> is set they are not interleaved: Cb alone is at <c>Chroma</c>, and Cr
/// there, in as many rows as far apart. The pointers are valid until the owning <see cref="FrameLease"/> is disposed, and read-only.
/// </remarks>
/// <param name="Camera">Where it comes from.</param>
/// <param name="Index">0-based position in what the camera delivered since the capture was opened, dropped frames counted in.</param>
/// <param name="CapturedAtNs">When it was captured, in nanoseconds since the Unix epoch. Fragments use the same clock.</param>
/// <param name="PtsNs">Time since the start of the capture session, in nanoseconds.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Stride">Bytes from one row of luma to the next.</param>
/// <param name="ChromaStride">Bytes from one row of chroma to the next.</param>
/// <param name="Matrix">How to make RGB of it.</param>
/// <param name="Luma">First byte of luma.</param>
/// <param name="Chroma">First byte of chroma.</param>
public readonly record struct Frame(
    CameraName Camera, long Index, long CapturedAtNs, long PtsNs, int Width, int Height, int Stride, int ChromaStride, ColorMatrix Matrix, nint Luma, nint Chroma)
{
    /// <summary>The luma rows, padding between them included.</summary>
    public unsafe ReadOnlySpan<byte> LumaBytes => new((void*)Luma, (Stride * (Height - 1)) + Width);

    /// <summary>First byte of the plane of Cr where it has one of its own (I420); 0 where Cb and Cr share one (NV12).</summary>
    public nint ChromaV { get; init; }

    /// <summary>Frames a second that the source says it gives; 0 where it does not say.</summary>
    public double SourceFps { get; init; }
}
