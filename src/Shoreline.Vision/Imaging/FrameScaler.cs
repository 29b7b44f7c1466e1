using Shoreline.Media;

namespace Shoreline.Vision.Imaging;

/// <summary>Makes pictures of a smaller size of frames. Not thread-safe; allocates nothing once it has seen a frame of a size.</summary>
internal sealed unsafe class FrameScaler : IDisposable
{
    private LumaScaler? _luma;
    private LumaScaler? _chroma;
    private (int Width, int Height, int Wanted) _size;
    private NativeBuffer _planes;
    private NativeBuffer _split;

    /// <summary>The frame, scaled down with its aspect kept where it is wider than wanted.</summary>
    /// <param name="width">Pixels; 0 for as it comes.</param>
    /// <returns>The frame itself, or one whose pixels are valid until the next call.</returns>
    public Frame Fit(in Frame frame, int width) // hot: per picture
    {
        if (width <= 0 || width >= frame.Width) return frame;
        Prepare(frame.Width, frame.Height, width);
        var picture = frame.ToPicture();
        var (luma, chroma) = (_luma!, _chroma!);
        var (lumaBytes, chromaBytes) = (luma.Width * luma.Height, chroma.Width * chroma.Height);
        var planes = _planes.Reserve((nuint)(lumaBytes + (2 * chromaBytes)));
        var u = planes + lumaBytes;
        var v = u + chromaBytes;
        luma.Apply(picture.Luma, picture.LumaStride, new Span<byte>(planes, lumaBytes));
        var (fromU, fromV, stride) = picture.IsPlanar ? (Address(picture.U), Address(picture.V), picture.ChromaStride) : Split(picture);
        chroma.Apply((byte*)fromU, stride, new Span<byte>(u, chromaBytes));
        chroma.Apply((byte*)fromV, stride, new Span<byte>(v, chromaBytes));
        return frame with
        {
            Width = luma.Width,
            Height = luma.Height,
            Stride = luma.Width,
            ChromaStride = chroma.Width,
            Luma = (nint)planes,
            Chroma = (nint)u,
            ChromaV = (nint)v,
        };
    }

    public void Dispose()
    {
        _luma?.Dispose();
        _chroma?.Dispose();
        _planes.Free();
        _split.Free();
    }

    private static nint Address(byte* plane) => (nint)plane;

    private void Prepare(int width, int height, int wanted)
    {
        if (_size == (width, height, wanted)) return;
        _luma?.Dispose();
        _chroma?.Dispose();
        var even = Math.Max(2, wanted & ~1);
        var evenHeight = Math.Max(2, (int)Math.Round((double)height * even / width) & ~1);
        _luma = new LumaScaler(width, height, even, evenHeight);
        _chroma = new LumaScaler((width + 1) / 2, (height + 1) / 2, even / 2, evenHeight / 2);
        _size = (width, height, wanted);
    }

    /// <summary>The interleaved chroma of NV12 as two planes.</summary>
    private (nint U, nint V, int Stride) Split(in YuvPicture picture)
    {
        var (width, height) = (picture.ChromaWidth, picture.ChromaHeight);
        var u = _split.Reserve((nuint)(2 * width * height));
        var v = u + (width * height);
        for (var y = 0; y < height; y++)
        {
            var from = picture.U + ((nint)y * picture.ChromaStride);
            var at = y * width;
            for (var x = 0; x < width; x++)
            {
                u[at + x] = from[2 * x];
                v[at + x] = from[(2 * x) + 1];
            }
        }
        return ((nint)u, (nint)v, width);
    }
}
