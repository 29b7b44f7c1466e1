using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Shoreline.Vision.Imaging;

/// <summary>Weighted sums of rows of bytes: the vertical half of scaling.</summary>
/// <remarks>Weights are 1/256; those of one sum add up to 256, so that a sum fits 16 bits (255 · 256 = 65,280).</remarks>
internal static unsafe class RowBlend
{
    /// <summary>1 in the fixed-point format of the results.</summary>
    public const int One = 256;

    /// <summary>Rounds weights that add up to 1 so that they still do.</summary>
    public static void Quantize(ResampleTable table, int index, Span<ushort> weights)
    {
        var (sum, largest) = (0, 0);
        for (var tap = 0; tap < weights.Length; tap++)
        {
            weights[tap] = (ushort)MathF.Round(table.Weights(tap)[index] * One);
            sum += weights[tap];
            if (weights[tap] > weights[largest]) largest = tap;
        }
        weights[largest] = (ushort)(weights[largest] + One - sum);
    }

    /// <summary>
    /// Sums <paramref name="weights"/>.Length rows, <paramref name="stride"/> bytes apart, each <paramref name="count"/> bytes long.
    /// </summary>
    /// <remarks>A row whose weight is 0 is not read: it may lie beyond the picture.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // the first picture is worth it
    public static void Blend(byte* rows, int stride, int count, ReadOnlySpan<ushort> weights, ushort* into) // hot: per row
    {
        while (weights.Length > 1 && weights[^1] == 0) weights = weights[..^1];
        var i = 0;
        for (; i <= count - Vector256<byte>.Count; i += Vector256<byte>.Count)
        {
            var (low, high) = (Vector256<ushort>.Zero, Vector256<ushort>.Zero);
            var row = rows + i;
            foreach (var weight in weights)
            {
                var (l, h) = Vector256.Widen(Vector256.Load(row));
                low += l * weight;
                high += h * weight;
                row += stride;
            }
            low.Store(into + i);
            high.Store(into + i + Vector256<ushort>.Count);
        }
        BlendScalar(rows, stride, i, count, weights, into);
    }

    /// <summary>The same one by one: what is left at the end of a row, and the oracle of the tests.</summary>
    public static void BlendScalar(byte* rows, int stride, int from, int count, ReadOnlySpan<ushort> weights, ushort* into)
    {
        for (var i = from; i < count; i++)
        {
            var sum = 0;
            var row = rows + i;
            foreach (var weight in weights)
            {
                if (weight != 0) sum += weight * *row;
                row += stride;
            }
            into[i] = (ushort)sum;
        }
    }

    /// <summary>Sums rows of two planes alike, and writes the results in turns: I420 chroma as the blended NV12 chroma would be.</summary>
    /// <param name="count">Elements of one row of one plane.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // the first picture is worth it
    // hot: per row
    public static void BlendPair(byte* first, byte* second, int stride, int count, ReadOnlySpan<ushort> weights, ushort* into)
    {
        while (weights.Length > 1 && weights[^1] == 0) weights = weights[..^1];
        var i = 0;
        for (; i <= count - Vector128<byte>.Count; i += Vector128<byte>.Count)
        {
            var (a, b) = (Vector256<ushort>.Zero, Vector256<ushort>.Zero);
            nint row = i;
            foreach (var weight in weights)
            {
                a += Widen(first + row) * weight;
                b += Widen(second + row) * weight;
                row += stride;
            }
            var (aLow, aHigh) = Vector256.Widen(a);
            var (bLow, bHigh) = Vector256.Widen(b);
            (aLow | (bLow << 16)).Store((uint*)into + i);
            (aHigh | (bHigh << 16)).Store((uint*)into + i + Vector256<uint>.Count);
        }
        BlendPairScalar(first, second, stride, i, count, weights, into);
    }

    /// <summary>The same one by one: what is left at the end of a row, and the oracle of the tests.</summary>
    public static void BlendPairScalar(
        byte* first, byte* second, int stride, int from, int count, ReadOnlySpan<ushort> weights, ushort* into)
    {
        for (var i = from; i < count; i++)
        {
            var (a, b) = (0, 0);
            nint row = i;
            foreach (var weight in weights)
            {
                if (weight != 0) (a, b) = (a + (weight * first[row]), b + (weight * second[row]));
                row += stride;
            }
            (into[2 * i], into[(2 * i) + 1]) = ((ushort)a, (ushort)b);
        }
    }

    /// <summary>Writes the bytes of two rows in turns.</summary>
    public static void TakeTurns(byte* first, byte* second, int count, byte* into) // hot: per row
    {
        var i = 0;
        for (; i <= count - Vector128<byte>.Count; i += Vector128<byte>.Count)
        {
            var (low, high) = Vector128.Widen(Vector128.Load(first + i));
            var (otherLow, otherHigh) = Vector128.Widen(Vector128.Load(second + i));
            (low | (otherLow << 8)).Store((ushort*)into + i);
            (high | (otherHigh << 8)).Store((ushort*)into + i + Vector128<ushort>.Count);
        }
        for (; i < count; i++) (into[2 * i], into[(2 * i) + 1]) = (first[i], second[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ushort> Widen(byte* bytes)
    {
        var (low, high) = Vector128.Widen(Vector128.Load(bytes));
        return Vector256.Create(low, high);
    }
}
