using System.Runtime.InteropServices;
using Shoreline.Vision.Models;

namespace Shoreline.Vision.Imaging;

/// <summary>Brings NV12 pictures of one size into a model's input tensor: scaled with the aspect ratio kept, in the top left corner, the rest filled.</summary>
/// <remarks>
/// One pass: each target row is blended from its source rows into a line buffer that stays in the first-level cache, and from there converted,
/// normalised and written. Nothing else is stored. Not thread-safe.
/// </remarks>
internal sealed unsafe class Letterbox : IDisposable
{
    private readonly ResampleTable _lumaRows;
    private readonly ResampleTable _chromaRows;
    private readonly ColorPlanes _planes;
    private ushort* _y;
    private ushort* _uv;

    /// <param name="width">Width of the pictures.</param>
    /// <param name="height">Height of the pictures.</param>
    /// <param name="targetWidth">Width of the tensor.</param>
    /// <param name="targetHeight">Height of the tensor.</param>
    public Letterbox(int width, int height, int targetWidth, int targetHeight, InputManifest input)
    {
        (Width, Height, TargetWidth, TargetHeight) = (width, height, targetWidth, targetHeight);
        Scale = Math.Min(targetWidth / (float)width, targetHeight / (float)height);
        ScaledWidth = Math.Clamp((int)Math.Round(width * (double)Scale), 1, targetWidth);
        ScaledHeight = Math.Clamp((int)Math.Round(height * (double)Scale), 1, targetHeight);

        var (stepX, stepY) = (width / (double)ScaledWidth, height / (double)ScaledHeight);
        var (chromaWidth, chromaHeight) = ((width + 1) / 2, (height + 1) / 2);
        _lumaRows = ResampleTable.Create(height, ScaledHeight, stepY);
        _chromaRows = ResampleTable.Create(chromaHeight, ScaledHeight, stepY / 2);
        _planes = new ColorPlanes(
            ResampleTable.Create(width, ScaledWidth, stepX), ResampleTable.Create(chromaWidth, ScaledWidth, stepX / 2),
            ScaledWidth, input.Color == ChannelOrder.Rgb, PlaneScale.Create(input.Mean, input.Std));
        _y = AllocateRow(width);
        _uv = AllocateRow(2 * chromaWidth);
    }

    public int Width { get; }

    public int Height { get; }

    public int TargetWidth { get; }

    public int TargetHeight { get; }

    /// <summary>Tensor pixels per source pixel.</summary>
    public float Scale { get; }

    /// <summary>Width of the picture in the tensor.</summary>
    public int ScaledWidth { get; }

    /// <summary>Height of the picture in the tensor.</summary>
    public int ScaledHeight { get; }

    /// <summary>Fills a whole tensor with the colour that surrounds the picture. Needed once: <see cref="Apply"/> leaves the surroundings alone.</summary>
    public static void Fill(Span<float> tensor, InputManifest input)
    {
        var plane = tensor.Length / 3;
        for (var i = 0; i < 3; i++) tensor.Slice(i * plane, plane).Fill((input.Fill - input.Mean[i]) / input.Std[i]);
    }

    /// <param name="tensor">Three planes of <see cref="TargetHeight"/> rows of <see cref="TargetWidth"/>.</param>
    public void Apply(in Nv12Picture picture, Span<float> tensor) => Paint(picture, tensor, vectors: true); // hot: per frame

    /// <summary>The same without vectors: the oracle of the tests.</summary>
    internal void ApplyScalar(in Nv12Picture picture, Span<float> tensor) => Paint(picture, tensor, vectors: false);

    public void Dispose()
    {
        NativeMemory.AlignedFree(_y);
        NativeMemory.AlignedFree(_uv);
        _y = null;
        _uv = null;
    }

    private void Paint(in Nv12Picture picture, Span<float> tensor, bool vectors)
    {
        ObjectDisposedException.ThrowIf(_y is null, this);
        ArgumentOutOfRangeException.ThrowIfNotEqual(picture.Width, Width);
        ArgumentOutOfRangeException.ThrowIfNotEqual(picture.Height, Height);
        ArgumentOutOfRangeException.ThrowIfNotEqual(tensor.Length, 3 * TargetWidth * TargetHeight);
        var plane = (nint)TargetWidth * TargetHeight;
        Span<ushort> lumaWeights = stackalloc ushort[_lumaRows.Taps];
        Span<ushort> chromaWeights = stackalloc ushort[_chromaRows.Taps];
        fixed (float* start = tensor)
        {
            for (var row = 0; row < ScaledHeight; row++)
            {
                RowBlend.Quantize(_lumaRows, row, lumaWeights);
                RowBlend.Quantize(_chromaRows, row, chromaWeights);
                var luma = picture.Luma + ((nint)_lumaRows.First[row] * picture.LumaStride);
                var chroma = picture.Chroma + ((nint)_chromaRows.First[row] * picture.ChromaStride);
                var into = start + ((nint)row * TargetWidth);
                if (vectors)
                {
                    RowBlend.Blend(luma, picture.LumaStride, Width, lumaWeights, _y);
                    RowBlend.Blend(chroma, picture.ChromaStride, 2 * picture.ChromaWidth, chromaWeights, _uv);
                    _planes.Convert(_y, _uv, picture.Matrix, into, plane);
                }
                else
                {
                    RowBlend.BlendScalar(luma, picture.LumaStride, 0, Width, lumaWeights, _y);
                    RowBlend.BlendScalar(chroma, picture.ChromaStride, 0, 2 * picture.ChromaWidth, chromaWeights, _uv);
                    _planes.ConvertScalar(_y, _uv, picture.Matrix, into, plane, 0);
                }
            }
        }
    }

    private static ushort* AllocateRow(int elements)
    {
        var bytes = (nuint)(elements + ColorPlanes.Padding) * sizeof(ushort);
        var row = (ushort*)NativeMemory.AlignedAlloc(bytes, 64);
        NativeMemory.Clear(row, bytes);
        return row;
    }
}
