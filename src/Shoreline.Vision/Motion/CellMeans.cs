using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Shoreline.Vision.Motion;

/// <summary>Mean luma of each cell of a <see cref="MotionGrid"/>, in 1/64 of a grey level. Reads every pixel once.</summary>
internal static unsafe class CellMeans
{
    /// <summary>A grey level in the units of the means.</summary>
    public const int Level = 64;

    private const int Quad = 4; // columns whose sum is made at once: every side is a multiple

    /// <param name="luma">First byte of the plane.</param>
    /// <param name="stride">Bytes from one row to the next.</param>
    /// <param name="quads">Room for Width / 4 sums.</param>
    /// <param name="means">Row by row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // the first picture is worth it
    public static void Take(byte* luma, int stride, in MotionGrid grid, Span<uint> quads, Span<short> means) // hot: per frame
    {
        var (side, columns, rows) = (grid.Side, grid.Columns, grid.Rows);
        var vectorised = Vector256.IsHardwareAccelerated ? grid.Width / Vector256<byte>.Count * Vector256<byte>.Count : 0;
        var fromQuads = vectorised / side; // a cell that the last vector covers only in part is left to the scalar form
        for (var row = 0; row < rows; row++)
        {
            var first = luma + ((nint)row * side * stride);
            SumQuads(first, stride, side, vectorised, quads);
            var into = means.Slice(row * columns, columns);
            Join(quads, side, into[..fromQuads]);
            TakeScalar(first, stride, side, fromQuads, into);
        }
    }

    /// <summary>One row of cells one by one: what is left at its end, and the oracle of the tests.</summary>
    public static void TakeScalar(byte* first, int stride, int side, int from, Span<short> into)
    {
        for (var column = from; column < into.Length; column++)
        {
            var sum = 0u;
            for (var y = 0; y < side; y++)
            {
                var at = first + ((nint)y * stride) + (column * side);
                for (var x = 0; x < side; x++) sum += at[x];
            }
            into[column] = Scaled(sum, side);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumQuads(byte* first, int stride, int rows, int width, Span<uint> quads)
    {
        fixed (uint* into = quads)
        {
            for (var x = 0; x < width; x += Vector256<byte>.Count)
            {
                var (low, high) = (Vector256<ushort>.Zero, Vector256<ushort>.Zero); // 16 · 255 fits
                var at = first + x;
                for (var y = 0; y < rows; y++, at += stride)
                {
                    var (l, h) = Vector256.Widen(Vector256.Load(at));
                    low += l;
                    high += h;
                }
                Vector256.Narrow(SumOfFour(low), SumOfFour(high)).Store(into + (x / Quad));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> SumOfFour(Vector256<ushort> columns)
    {
        var pairs = (columns.AsUInt32() & Vector256.Create(0xFFFFu)) + (columns.AsUInt32() >>> 16);
        return (pairs.AsUInt64() & Vector256.Create(0xFFFF_FFFFul)) + (pairs.AsUInt64() >>> 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Join(ReadOnlySpan<uint> quads, int side, Span<short> into)
    {
        switch (side)
        {
            case 4:
                for (var i = 0; i < into.Length; i++) into[i] = Scaled(quads[i], 4);
                break;
            case 8:
                for (var i = 0; i < into.Length; i++) into[i] = Scaled(quads[2 * i] + quads[(2 * i) + 1], 8);
                break;
            default:
                for (var i = 0; i < into.Length; i++) into[i] = Scaled(quads[4 * i] + quads[(4 * i) + 1] + quads[(4 * i) + 2] + quads[(4 * i) + 3], 16);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static short Scaled(uint sum, int side) => side switch
    {
        4 => (short)(sum * 4),
        8 => (short)sum,
        _ => (short)((sum + 2) / 4),
    };
}
