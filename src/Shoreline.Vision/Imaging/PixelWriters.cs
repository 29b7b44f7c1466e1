using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Shoreline.Vision.Imaging;

/// <summary>A layout of tensors: where the three channels of eight pixels, or of one, go.</summary>
/// <remarks><c>row</c> is the row of the first plane, or the row itself; <c>plane</c> the bytes from one plane to the next.</remarks>
internal unsafe interface IPixelWriter
{
    static abstract int Planes { get; }

    /// <summary>Bytes from one pixel to the next in a row.</summary>
    static abstract int PixelBytes { get; }

    static abstract void Write(byte* row, nint plane, int x, Vector256<float> first, Vector256<float> second, Vector256<float> third);

    static abstract void Write(byte* row, nint plane, int x, float first, float second, float third);
}

/// <summary>NCHW: a plane for each channel.</summary>
internal readonly unsafe struct Planar<TElement> : IPixelWriter where TElement : struct, IElement
{
    public static int Planes => 3;

    public static int PixelBytes => TElement.Bytes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(byte* row, nint plane, int x, Vector256<float> first, Vector256<float> second, Vector256<float> third)
    {
        var at = row + (x * TElement.Bytes);
        TElement.Store(at, first);
        TElement.Store(at + plane, second);
        TElement.Store(at + (2 * plane), third);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(byte* row, nint plane, int x, float first, float second, float third)
    {
        var at = row + (x * TElement.Bytes);
        TElement.Store(at, first);
        TElement.Store(at + plane, second);
        TElement.Store(at + (2 * plane), third);
    }
}

/// <summary>NHWC: the channels of a pixel beside each other.</summary>
internal readonly unsafe struct Interleaved<TElement> : IPixelWriter where TElement : struct, IElement
{
    public static int Planes => 1;

    public static int PixelBytes => 3 * TElement.Bytes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(byte* row, nint plane, int x, Vector256<float> first, Vector256<float> second, Vector256<float> third)
    {
        var at = row + (3 * x * TElement.Bytes);
        var eight = 8 * TElement.Bytes;
        // a0 b0 c0 a1 b1 c1 a2 b2 | c2 a3 b3 c3 a4 b4 c4 a5 | b5 c5 a6 b6 c6 a7 b7 c7
        var (a, b, c) = (first, second, third);
        var one = Vector256.Create(0, 0, 0, 1, 1, 1, 2, 2);
        var two = Vector256.Create(2, 3, 3, 3, 4, 4, 4, 5);
        var three = Vector256.Create(5, 5, 6, 6, 6, 7, 7, 7);
        var at036 = Vector256.Create(-1, 0, 0, -1, 0, 0, -1, 0);
        var at147 = Vector256.Create(0, -1, 0, 0, -1, 0, 0, -1);
        var at25 = Vector256.Create(0, 0, -1, 0, 0, -1, 0, 0);
        TElement.Store(at, Pick(Vector256.Shuffle(a, one), Vector256.Shuffle(b, one), Vector256.Shuffle(c, one), at036, at147));
        TElement.Store(at + eight, Pick(Vector256.Shuffle(a, two), Vector256.Shuffle(b, two), Vector256.Shuffle(c, two), at147, at25));
        TElement.Store(at + (2 * eight), Pick(Vector256.Shuffle(a, three), Vector256.Shuffle(b, three), Vector256.Shuffle(c, three), at25, at036));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(byte* row, nint plane, int x, float first, float second, float third)
    {
        var at = row + (3 * x * TElement.Bytes);
        TElement.Store(at, first);
        TElement.Store(at + TElement.Bytes, second);
        TElement.Store(at + (2 * TElement.Bytes), third);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Pick(
        Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<int> whereA, Vector256<int> whereB) =>
        Vector256.ConditionalSelect(whereA.AsSingle(), a, Vector256.ConditionalSelect(whereB.AsSingle(), b, c));
}
