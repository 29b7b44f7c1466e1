using System.Runtime.InteropServices;
using Shoreline.Vision.Imaging;

namespace Shoreline.Vision.Tests;

/// <summary>A picture as I420: luma borrowed from an NV12 picture, and its chroma in a plane for U and one for V.</summary>
internal sealed unsafe class PlanarCopy : IDisposable
{
    private readonly byte* _chroma;

    public PlanarCopy(TestPicture source)
    {
        var nv12 = source.Frame.ToPicture();
        var (width, height) = (nv12.ChromaWidth, nv12.ChromaHeight);
        _chroma = (byte*)NativeMemory.Alloc((nuint)(2 * width * height));
        var u = _chroma;
        var v = _chroma + (width * height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                u[(y * width) + x] = nv12.U[(y * nv12.ChromaStride) + (2 * x)];
                v[(y * width) + x] = nv12.V[(y * nv12.ChromaStride) + (2 * x)];
            }
        }
        Picture = YuvPicture.I420(nv12.Luma, nv12.LumaStride, u, v, width, nv12.Width, nv12.Height, nv12.Matrix);
    }

    public YuvPicture Picture { get; }

    public void Dispose() => NativeMemory.Free(_chroma);
}
