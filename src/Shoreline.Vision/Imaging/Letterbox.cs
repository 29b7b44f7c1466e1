using Shoreline.Vision.Models;

namespace Shoreline.Vision.Imaging;

/// <summary>
/// Brings pictures, or parts of them, into a model's input tensor: scaled, converted, normalised, laid out and padded as its manifest says.
/// </summary>
/// <remarks>
/// One pass: each target row is blended from its source rows into a line buffer that stays in the first-level cache, and from there
/// converted, normalised and written. Nothing else is stored. Allocates nothing once its tables have grown. Not thread-safe.
/// </remarks>
internal sealed unsafe class Letterbox : IDisposable
{
    private readonly InputManifest _input;
    private readonly ResampleTable _lumaRows = new();
    private readonly ResampleTable _chromaRows = new();
    private readonly ColorRow _colors;
    private NativeBuffer _line;

    /// <param name="targetWidth">Width of the tensor.</param>
    /// <param name="targetHeight">Height of the tensor.</param>
    public Letterbox(InputManifest input, int targetWidth, int targetHeight)
    {
        (_input, TargetWidth, TargetHeight) = (input, targetWidth, targetHeight);
        _colors = new ColorRow(input.Color == ChannelOrder.Rgb, PlaneScale.Create(input.Mean, input.Std));
    }

    public int TargetWidth { get; }

    public int TargetHeight { get; }

    /// <summary>Where the last crop lies in the tensor.</summary>
    public Placement Placement { get; private set; }

    /// <param name="crop">At least one pixel; may reach beyond the picture.</param>
    /// <param name="tensor">Always the same one: what surrounds the picture is written only when the placement changes.</param>
    // hot: per frame
    public void Apply(in YuvPicture picture, in Crop crop, Span<byte> tensor) => Apply(picture, crop, tensor, vectors: true);

    /// <summary>The same without vectors: the oracle of the tests.</summary>
    internal void ApplyScalar(in YuvPicture picture, in Crop crop, Span<byte> tensor) => Apply(picture, crop, tensor, vectors: false);

    public void Dispose() => _line.Free();

    private void Apply(in YuvPicture picture, in Crop crop, Span<byte> tensor, bool vectors)
    {
        switch (_input.Layout, _input.Type)
        {
            case (TensorLayout.Nchw, InputType.Float32): Paint<Planar<FloatElement>>(picture, crop, tensor, vectors); break;
            case (TensorLayout.Nchw, InputType.Int32): Paint<Planar<Int32Element>>(picture, crop, tensor, vectors); break;
            case (TensorLayout.Nchw, InputType.UInt8): Paint<Planar<ByteElement>>(picture, crop, tensor, vectors); break;
            case (TensorLayout.Nhwc, InputType.Float32): Paint<Interleaved<FloatElement>>(picture, crop, tensor, vectors); break;
            case (TensorLayout.Nhwc, InputType.Int32): Paint<Interleaved<Int32Element>>(picture, crop, tensor, vectors); break;
            case (TensorLayout.Nhwc, InputType.UInt8): Paint<Interleaved<ByteElement>>(picture, crop, tensor, vectors); break;
            default: throw new NotSupportedException($"Tensors of {_input.Layout} and {_input.Type} are not supported.");
        }
    }

    private void Paint<TWriter>(in YuvPicture picture, in Crop crop, Span<byte> tensor, bool vectors) where TWriter : struct, IPixelWriter
    {
        var plane = tensor.Length / 3;
        var rowBytes = TargetWidth * TWriter.PixelBytes;
        ArgumentOutOfRangeException.ThrowIfNotEqual(tensor.Length, TWriter.Planes * rowBytes * TargetHeight);
        fixed (byte* start = tensor)
        {
            Place<TWriter>(picture, crop, start, plane);
            var (columns, rows) = (Placement.Columns, Placement.Rows);
            if (columns.To == columns.From || rows.To == rows.From) return; // nothing of the picture is in the crop
            var y = Lines(out var uv);
            Span<ushort> lumaWeights = stackalloc ushort[_lumaRows.Taps];
            Span<ushort> chromaWeights = stackalloc ushort[_chromaRows.Taps];
            for (var row = 0; row < _lumaRows.Count; row++)
            {
                RowBlend.Quantize(_lumaRows, row, lumaWeights);
                RowBlend.Quantize(_chromaRows, row, chromaWeights);
                var luma = picture.Luma + ((nint)(_lumaRows.Origin + _lumaRows.First[row]) * picture.LumaStride) + _colors.Luma.Origin;
                var chromaRow = _chromaRows.Origin + _chromaRows.First[row];
                var into = start + ((nint)(rows.From + row) * rowBytes) + (columns.From * TWriter.PixelBytes);
                if (vectors)
                {
                    RowBlend.Blend(luma, picture.LumaStride, _colors.Luma.Span, lumaWeights, y);
                    BlendChroma(picture, chromaRow, chromaWeights, uv);
                    _colors.Convert<TWriter>(y, uv, picture.Matrix, into, plane);
                }
                else
                {
                    RowBlend.BlendScalar(luma, picture.LumaStride, 0, _colors.Luma.Span, lumaWeights, y);
                    BlendChromaScalar(picture, chromaRow, chromaWeights, uv);
                    _colors.ConvertScalar<TWriter>(y, uv, picture.Matrix, into, plane, 0);
                }
            }
        }
    }

    private void BlendChroma(in YuvPicture picture, int row, ReadOnlySpan<ushort> weights, ushort* uv)
    {
        var (offset, table) = ((nint)row * picture.ChromaStride, _colors.Chroma);
        var u = picture.U + offset + table.Origin;
        var v = picture.V + offset + table.Origin;
        if (picture.IsPlanar) RowBlend.BlendPair(u, v, picture.ChromaStride, table.Span, weights, uv);
        else RowBlend.Blend(picture.U + offset + (2 * table.Origin), picture.ChromaStride, 2 * table.Span, weights, uv);
    }

    private void BlendChromaScalar(in YuvPicture picture, int row, ReadOnlySpan<ushort> weights, ushort* uv)
    {
        var (offset, table) = ((nint)row * picture.ChromaStride, _colors.Chroma);
        var u = picture.U + offset + table.Origin;
        var v = picture.V + offset + table.Origin;
        if (picture.IsPlanar) RowBlend.BlendPairScalar(u, v, picture.ChromaStride, 0, table.Span, weights, uv);
        else RowBlend.BlendScalar(picture.U + offset + (2 * table.Origin), picture.ChromaStride, 0, 2 * table.Span, weights, uv);
    }

    /// <summary>Works out where the crop goes, if it is another one than the last, and fills what it leaves free.</summary>
    private void Place<TWriter>(in YuvPicture picture, in Crop crop, byte* start, nint plane) where TWriter : struct, IPixelWriter
    {
        var placement = Placement.Create(crop, picture.Width, picture.Height, TargetWidth, TargetHeight, _input.Fit);
        if (placement == Placement) return;
        Placement = placement;
        var (columns, rows) = (placement.Columns, placement.Rows);
        for (var row = 0; row < TargetHeight; row++)
        {
            var into = start + ((nint)row * TargetWidth * TWriter.PixelBytes);
            var (from, to) = row >= rows.From && row < rows.To ? columns : (0, 0);
            _colors.Fill<TWriter>(into, plane, 0, from, _input.Fill);
            _colors.Fill<TWriter>(into, plane, to, TargetWidth, _input.Fill);
        }
        if (columns.To == columns.From || rows.To == rows.From) return;
        var (stepX, stepY) = (placement.StepX, placement.StepY);
        var (x, y) = (crop.Left + ((columns.From - placement.Left) * stepX), crop.Top + ((rows.From - placement.Top) * stepY));
        _lumaRows.Set(picture.Height, rows.To - rows.From, stepY, y, _input.Filter);
        _chromaRows.Set(picture.ChromaHeight, rows.To - rows.From, stepY / 2, y / 2, _input.Filter);
        _colors.Luma.Set(picture.Width, columns.To - columns.From, stepX, x, _input.Filter);
        _colors.Chroma.Set(picture.ChromaWidth, columns.To - columns.From, stepX / 2, x / 2, _input.Filter);
    }

    private ushort* Lines(out ushort* uv)
    {
        var luma = _colors.Luma.Span + _colors.Luma.Taps + ColorRow.Padding;
        luma += luma & 1; // pairs of chroma begin at an even place
        var chroma = (2 * (_colors.Chroma.Span + _colors.Chroma.Taps)) + ColorRow.Padding;
        var line = (ushort*)_line.Reserve((nuint)(luma + chroma) * sizeof(ushort));
        uv = line + luma;
        return line;
    }
}
