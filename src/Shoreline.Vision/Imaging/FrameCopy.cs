using Shoreline.Media;

namespace Shoreline.Vision.Imaging;

/// <summary>
/// A frame with pixels of its own, for whoever needs them after the capture has taken its buffer back. Holds one frame at a time; not
/// thread-safe.
/// </summary>
internal sealed unsafe class FrameCopy : IDisposable
{
    private const int AlignmentBytes = 64; // a cache line, and the widest vector

    private NativeBuffer _pixels;
    private Frame _frame;

    /// <summary>The frame copied last; its pixels are valid until the next <see cref="Set"/> or <see cref="Dispose"/>.</summary>
    public ref readonly Frame Frame => ref _frame;

    /// <summary>Copies a frame, row distances included. Allocates only where it is larger than all before.</summary>
    public void Set(in Frame frame) // hot: per frame
    {
        var luma = Aligned((nuint)frame.Stride * (nuint)frame.Height);
        var chroma = Aligned((nuint)frame.ChromaStride * (nuint)((frame.Height + 1) / 2));
        var planes = frame.ChromaV == 0 ? 1u : 2u;
        var memory = _pixels.Reserve(luma + (planes * chroma));
        // The last row of a plane ends with its last pixel: what would pad it may lie outside the decoder's buffer.
        Copy(frame.Luma, memory, frame.Stride, frame.Width, frame.Height);
        var chromaWidth = (frame.Width + 1) / 2 * (planes == 1 ? 2 : 1);
        Copy(frame.Chroma, memory + luma, frame.ChromaStride, chromaWidth, (frame.Height + 1) / 2);
        if (planes == 2) Copy(frame.ChromaV, memory + luma + chroma, frame.ChromaStride, chromaWidth, (frame.Height + 1) / 2);
        _frame = frame with
        {
            Luma = (nint)memory,
            Chroma = (nint)(memory + luma),
            ChromaV = planes == 2 ? (nint)(memory + luma + chroma) : 0,
        };
    }

    public void Dispose()
    {
        _pixels.Free();
        _frame = default;
    }

    private static void Copy(nint from, byte* to, int stride, int width, int height)
    {
        var bytes = ((long)stride * (height - 1)) + width;
        Buffer.MemoryCopy((void*)from, to, bytes, bytes);
    }

    private static nuint Aligned(nuint bytes) => (bytes + AlignmentBytes - 1) & ~(nuint)(AlignmentBytes - 1);
}
