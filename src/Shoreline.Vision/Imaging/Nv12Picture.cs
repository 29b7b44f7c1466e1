namespace Shoreline.Vision.Imaging;

/// <summary>An NV12 picture in memory of somebody else: rows of luma, and half as many rows of U and V taking turns, one pair for 2 × 2 pixels.</summary>
/// <remarks>Valid as long as that memory. Chroma has ⌈Width / 2⌉ pairs in ⌈Height / 2⌉ rows.</remarks>
internal readonly unsafe struct Nv12Picture(byte* luma, int lumaStride, byte* chroma, int chromaStride, int width, int height, YuvMatrix matrix)
{
    public byte* Luma { get; } = luma;

    public int LumaStride { get; } = lumaStride;

    public byte* Chroma { get; } = chroma;

    public int ChromaStride { get; } = chromaStride;

    public int Width { get; } = width;

    public int Height { get; } = height;

    public YuvMatrix Matrix { get; } = matrix;

    public int ChromaWidth => (Width + 1) / 2;

    public int ChromaHeight => (Height + 1) / 2;
}
