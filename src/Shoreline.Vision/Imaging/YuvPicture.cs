namespace Shoreline.Vision.Imaging;

/// <summary>A 4:2:0 picture in memory of somebody else: rows of luma, and one U and one V for 2 × 2 pixels.</summary>
/// <remarks>
/// NV12 keeps U and V in turns in one plane, I420 keeps a plane of each; <see cref="IsPlanar"/> tells them apart. Chroma is ⌈Width / 2⌉
/// wide and ⌈Height / 2⌉ high. Valid as long as that memory.
/// </remarks>
internal readonly unsafe struct YuvPicture
{
    private YuvPicture(byte* luma, int lumaStride, byte* u, byte* v, int chromaStride, int width, int height, YuvMatrix matrix)
    {
        Luma = luma;
        U = u;
        V = v;
        (LumaStride, ChromaStride, Width, Height, Matrix) = (lumaStride, chromaStride, width, height, matrix);
    }

    public byte* Luma { get; }

    public int LumaStride { get; }

    /// <summary>First U; in NV12 also the first byte of the plane.</summary>
    public byte* U { get; }

    public byte* V { get; }

    /// <summary>Bytes from one row of U to the next, and of V too.</summary>
    public int ChromaStride { get; }

    public int Width { get; }

    public int Height { get; }

    public YuvMatrix Matrix { get; }

    public int ChromaWidth => (Width + 1) / 2;

    public int ChromaHeight => (Height + 1) / 2;

    /// <summary>Whether U and V have a plane each.</summary>
    public bool IsPlanar => V != U + 1;

    public static YuvPicture Nv12(byte* luma, int lumaStride, byte* chroma, int chromaStride, int width, int height, YuvMatrix matrix) =>
        new(luma, lumaStride, chroma, chroma + 1, chromaStride, width, height, matrix);

    public static YuvPicture I420(
        byte* luma, int lumaStride, byte* u, byte* v, int chromaStride, int width, int height, YuvMatrix matrix) =>
        new(luma, lumaStride, u, v, chromaStride, width, height, matrix);
}
