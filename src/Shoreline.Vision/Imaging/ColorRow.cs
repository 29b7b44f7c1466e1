using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Shoreline.Vision.Imaging;

/// <summary>
/// The horizontal half of scaling, colour conversion and normalisation in one go: one blended row of Y, U and V becomes one row of a
/// tensor.
/// </summary>
/// <remarks>
/// The vector and the scalar form do the same operations in the same order, so their results are equal to the last bit; tests hold them to
/// that.
/// </remarks>
internal sealed unsafe class ColorRow(bool redFirst, PlaneScale scale)
{
    private const float FromFixed = 1f / RowBlend.One;

    /// <summary>Elements that a row must have beyond its end: vectors read (but do not use) them.</summary>
    public const int Padding = 64;

    public ResampleTable Luma { get; } = new();

    public ResampleTable Chroma { get; } = new();

    /// <param name="y">Blended luma, from the origin of its table.</param>
    /// <param name="uv">Blended chroma, U and V taking turns, from the origin of its table.</param>
    /// <param name="row">Where the first pixel goes, in the first plane.</param>
    /// <param name="plane">Bytes from one plane to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // the first picture is worth it
    // hot: per row
    public void Convert<TWriter>(ushort* y, ushort* uv, in YuvMatrix matrix, byte* row, nint plane) where TWriter : struct, IPixelWriter
    {
        var x = 0;
        for (; x <= Luma.Count - Vector256<float>.Count; x += Vector256<float>.Count)
        {
            var l = ResampleLuma(y, x);
            var (u, v) = ResampleChroma(uv, x);
            l *= Vector256.Create(matrix.Luma);
            var red = l + ((v * Vector256.Create(matrix.RedV)) + Vector256.Create(matrix.RedOffset));
            var green = l
                + ((u * Vector256.Create(matrix.GreenU)) + (v * Vector256.Create(matrix.GreenV)) + Vector256.Create(matrix.GreenOffset));
            var blue = l + ((u * Vector256.Create(matrix.BlueU)) + Vector256.Create(matrix.BlueOffset));
            var (first, third) = redFirst ? (red, blue) : (blue, red);
            TWriter.Write(row, plane, x, Normalize(first, 0), Normalize(green, 1), Normalize(third, 2));
        }
        ConvertScalar<TWriter>(y, uv, matrix, row, plane, x);
    }

    /// <summary>The same one by one from pixel <paramref name="from"/>: the end of a row, and the oracle of the tests.</summary>
    public void ConvertScalar<TWriter>(ushort* y, ushort* uv, in YuvMatrix matrix, byte* row, nint plane, int from)
        where TWriter : struct, IPixelWriter
    {
        for (var x = from; x < Luma.Count; x++)
        {
            float l = 0, u = 0, v = 0;
            for (var tap = 0; tap < Luma.Taps; tap++) l += y[Luma.First[x] + tap] * Luma.Weights(tap)[x];
            for (var tap = 0; tap < Chroma.Taps; tap++)
            {
                var weight = Chroma.Weights(tap)[x];
                u += uv[2 * (Chroma.First[x] + tap)] * weight;
                v += uv[(2 * (Chroma.First[x] + tap)) + 1] * weight;
            }
            l = l * FromFixed * matrix.Luma;
            (u, v) = (u * FromFixed, v * FromFixed);
            var red = l + ((v * matrix.RedV) + matrix.RedOffset);
            var green = l + ((u * matrix.GreenU) + (v * matrix.GreenV) + matrix.GreenOffset);
            var blue = l + ((u * matrix.BlueU) + matrix.BlueOffset);
            TWriter.Write(row, plane, x, Normalize(redFirst ? red : blue, 0), Normalize(green, 1), Normalize(redFirst ? blue : red, 2));
        }
    }

    /// <summary>Gives the pixels from <paramref name="from"/> to <paramref name="to"/> one colour, 0…255 in each channel.</summary>
    public void Fill<TWriter>(byte* row, nint plane, int from, int to, float color) where TWriter : struct, IPixelWriter
    {
        var (first, second, third) = (Normalize(color, 0), Normalize(color, 1), Normalize(color, 2));
        var (firsts, seconds, thirds) = (Vector256.Create(first), Vector256.Create(second), Vector256.Create(third));
        var x = from;
        for (; x <= to - Vector256<float>.Count; x += Vector256<float>.Count) TWriter.Write(row, plane, x, firsts, seconds, thirds);
        for (; x < to; x++) TWriter.Write(row, plane, x, first, second, third);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<float> ResampleLuma(ushort* y, int x)
    {
        if (Luma.IsQuartering)
        {
            var (near, far) = Split((uint*)y + (2 * x));
            var quarter = (Vector256<float>.Zero + (Low(near) * Weights(Luma, 0, x))) + (High(near) * Weights(Luma, 1, x));
            return ((quarter + (Low(far) * Weights(Luma, 2, x))) + (High(far) * Weights(Luma, 3, x))) * Vector256.Create(FromFixed);
        }
        var sum = Vector256<float>.Zero;
        for (var tap = 0; tap < Luma.Taps; tap += 2)
        {
            var pair = Luma.IsHalving ? Vector256.Load((uint*)(y + (2 * x))) : Load(y + tap, Luma.First, x, 2);
            sum += Low(pair) * Weights(Luma, tap, x);
            if (tap + 1 < Luma.Taps) sum += High(pair) * Weights(Luma, tap + 1, x);
        }
        return sum * Vector256.Create(FromFixed);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (Vector256<float> U, Vector256<float> V) ResampleChroma(ushort* uv, int x)
    {
        var (u, v) = (Vector256<float>.Zero, Vector256<float>.Zero);
        if (Chroma.IsHalving)
        {
            var (near, far) = Split((uint*)uv + (2 * x));
            var (nearWeights, farWeights) = (Weights(Chroma, 0, x), Weights(Chroma, 1, x));
            u = u + (Low(near) * nearWeights) + (Low(far) * farWeights);
            v = v + (High(near) * nearWeights) + (High(far) * farWeights);
            return (u * Vector256.Create(FromFixed), v * Vector256.Create(FromFixed));
        }
        for (var tap = 0; tap < Chroma.Taps; tap++)
        {
            var pair = Chroma.IsIdentity ? Vector256.Load((uint*)uv + x) : Load(uv + (2 * tap), Chroma.First, x, 4);
            var weights = Weights(Chroma, tap, x);
            u += Low(pair) * weights;
            v += High(pair) * weights;
        }
        return (u * Vector256.Create(FromFixed), v * Vector256.Create(FromFixed));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<float> Normalize(Vector256<float> color, int plane) =>
        (Vector256.Clamp(color, Vector256<float>.Zero, Vector256.Create(255f)) * Vector256.Create(scale.Factor(plane)))
        + Vector256.Create(scale.Offset(plane));

    private float Normalize(float color, int plane) => (Math.Clamp(color, 0, 255) * scale.Factor(plane)) + scale.Offset(plane);

    /// <summary>Of sixteen numbers beside each other the even and the odd ones: what two gathers would fetch, in two plain loads.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<uint> Even, Vector256<uint> Odd) Split(uint* at)
    {
        var (low, high) = (Vector256.Load(at).AsUInt64(), Vector256.Load(at + Vector256<uint>.Count).AsUInt64());
        return (Vector256.Narrow(low, high), Vector256.Narrow(low >>> 32, high >>> 32));
    }

    /// <summary>Eight pairs of neighbours, each as one 32-bit number, from where the table says.</summary>
    /// <remarks>Loaded one by one: a gather takes more work inside many processors, and some were slowed down for safety since.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Load(ushort* from, ReadOnlySpan<int> first, int x, [ConstantExpected] int elementBytes)
    {
        var start = (byte*)from;
        ref var at = ref Unsafe.Add(ref MemoryMarshal.GetReference(first), x);
        return Vector256.Create(
            *(uint*)(start + ((nint)at * elementBytes)), *(uint*)(start + ((nint)Unsafe.Add(ref at, 1) * elementBytes)),
            *(uint*)(start + ((nint)Unsafe.Add(ref at, 2) * elementBytes)), *(uint*)(start + ((nint)Unsafe.Add(ref at, 3) * elementBytes)),
            *(uint*)(start + ((nint)Unsafe.Add(ref at, 4) * elementBytes)), *(uint*)(start + ((nint)Unsafe.Add(ref at, 5) * elementBytes)),
            *(uint*)(start + ((nint)Unsafe.Add(ref at, 6) * elementBytes)), *(uint*)(start + ((nint)Unsafe.Add(ref at, 7) * elementBytes)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Weights(ResampleTable table, int tap, int x) =>
        Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(table.Weights(tap)), (nuint)x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Low(Vector256<uint> pairs) => Vector256.ConvertToSingle((pairs & Vector256.Create(0xFFFFu)).AsInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> High(Vector256<uint> pairs) => Vector256.ConvertToSingle((pairs >>> 16).AsInt32());
}
