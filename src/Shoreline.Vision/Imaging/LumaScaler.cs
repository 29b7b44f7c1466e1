using System.Runtime.InteropServices;

namespace Shoreline.Vision.Imaging;

/// <summary>Scales grey pictures of one size to another. Not thread-safe.</summary>
internal sealed unsafe class LumaScaler : IDisposable
{
    private readonly ResampleTable _rows;
    private readonly ResampleTable _columns;
    private readonly int _sourceWidth;
    private ushort* _line;

    public LumaScaler(int sourceWidth, int sourceHeight, int width, int height)
    {
        (_sourceWidth, Width, Height) = (sourceWidth, width, height);
        _rows = ResampleTable.Create(sourceHeight, height, sourceHeight / (double)height);
        _columns = ResampleTable.Create(sourceWidth, width, sourceWidth / (double)width);
        _line = (ushort*)NativeMemory.AllocZeroed((nuint)(sourceWidth + ColorRow.Padding), sizeof(ushort));
    }

    public int Width { get; }

    public int Height { get; }

    /// <param name="into">Rows of <see cref="Width"/> bytes, one after the other.</param>
    public void Apply(byte* source, int stride, Span<byte> into) // hot: per pyramid level
    {
        ObjectDisposedException.ThrowIf(_line is null, this);
        Span<ushort> weights = stackalloc ushort[_rows.Taps];
        for (var y = 0; y < Height; y++)
        {
            RowBlend.Quantize(_rows, y, weights);
            RowBlend.Blend(source + ((nint)_rows.First[y] * stride), stride, _sourceWidth, weights, _line);
            ResampleLine(into.Slice(y * Width, Width));
        }
    }

    public void Dispose()
    {
        NativeMemory.Free(_line);
        _line = null;
    }

    private void ResampleLine(Span<byte> into)
    {
        var first = _columns.First[..into.Length];
        if (_columns.Taps == 2)
        {
            var near = _columns.Weights(0)[..into.Length];
            var far = _columns.Weights(1)[..into.Length];
            for (var x = 0; x < into.Length; x++)
            {
                var from = _line + first[x];
                into[x] = (byte)(((from[0] * near[x]) + (from[1] * far[x]) + (RowBlend.One / 2)) / RowBlend.One);
            }
            return;
        }
        for (var x = 0; x < into.Length; x++)
        {
            float sum = RowBlend.One / 2;
            for (var tap = 0; tap < _columns.Taps; tap++) sum += _line[first[x] + tap] * _columns.Weights(tap)[x];
            into[x] = (byte)(sum / RowBlend.One);
        }
    }
}
