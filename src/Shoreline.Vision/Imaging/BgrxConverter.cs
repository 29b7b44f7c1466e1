using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Shoreline.Vision.Imaging;

/// <summary>Turns a region of a picture into BGRx bytes (blue, green, red, 255), for drawing on and for JPEG.</summary>
/// <remarks>Fixed point with 6 bits of fraction in 16-bit lanes: within three of 255 of the exact value, which no eye sees and no file
/// keeps.</remarks>
internal readonly unsafe struct BgrxConverter
{
    private const int FractionBits = 6;
    private const int PixelsAtOnce = 16;
    private const int PlanarPiece = 1024; // even

    private readonly short _luma;
    private readonly short _redV;
    private readonly short _greenU;
    private readonly short _greenV;
    private readonly short _blueU;
    private readonly short _black;

    public BgrxConverter(in YuvMatrix matrix)
    {
        _luma = Fixed(matrix.Luma);
        (_redV, _greenU, _greenV, _blueU) = (Fixed(matrix.RedV), Fixed(matrix.GreenU), Fixed(matrix.GreenV), Fixed(matrix.BlueU));
        // Red's offset without its share of the chroma's 128 is the black level alone.
        _black = (short)MathF.Round(-(matrix.RedOffset + (128 * matrix.RedV)) / matrix.Luma);
    }

    /// <param name="into">At least <paramref name="height"/> rows, <paramref name="stride"/> bytes apart.</param>
    public static void Convert(in YuvPicture picture, int left, int top, int width, int height, byte* into, int stride) // hot: per frame
    {
        var converter = new BgrxConverter(picture.Matrix);
        for (var y = 0; y < height; y++)
        {
            var luma = picture.Luma + ((nint)(top + y) * picture.LumaStride);
            var offset = (nint)((top + y) / 2) * picture.ChromaStride;
            var row = into + ((nint)y * stride);
            if (picture.IsPlanar) converter.PlanarRow(luma, picture.U + offset, picture.V + offset, left, width, row);
            else converter.Row(luma, picture.U + offset, left, width, row);
        }
    }

    /// <summary>
    /// A row whose chroma lies in two planes: brought into turns a piece at a time, in a buffer that stays in the first-level cache.
    /// </summary>
    private void PlanarRow(byte* luma, byte* u, byte* v, int left, int width, byte* into)
    {
        var turns = stackalloc byte[PlanarPiece + PixelsAtOnce];
        for (var x = 0; x < width;)
        {
            var from = (left + x) & ~1; // the piece begins with a whole pair
            var count = Math.Min(PlanarPiece - (left + x - from), width - x);
            RowBlend.TakeTurns(u + (from / 2), v + (from / 2), ((left + x + count + 1) / 2) - (from / 2), turns);
            Row(luma + from, turns, left + x - from, count, into + (4 * x));
            x += count;
        }
    }

    /// <summary>One row without vectors: the oracle of the tests.</summary>
    internal void RowScalar(byte* luma, byte* chroma, int left, int from, int width, byte* into)
    {
        for (var x = from; x < width; x++)
        {
            var pair = chroma + (2 * ((left + x) / 2));
            var l = (luma[left + x] - _black) * _luma;
            var (u, v) = (pair[0] - 128, pair[1] - 128);
            into[4 * x] = Narrow(Saturate(l + (u * _blueU)));
            into[(4 * x) + 1] = Narrow(Saturate(Saturate(l + (u * _greenU)) + (v * _greenV)));
            into[(4 * x) + 2] = Narrow(Saturate(l + (v * _redV)));
            into[(4 * x) + 3] = 255;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // the first picture is worth it
    internal void Row(byte* luma, byte* chroma, int left, int width, byte* into)
    {
        var x = 0;
        if ((left & 1) == 1 && width > 0) // begin at the left pixel of a pair
        {
            RowScalar(luma, chroma, left, 0, 1, into);
            x = 1;
        }
        for (; x <= width - PixelsAtOnce; x += PixelsAtOnce)
        {
            var pairs = Vector128.Load(chroma + left + x).AsUInt16();
            var u = Vector128.Narrow(pairs & Vector128.Create<ushort>(0xFF), Vector128<ushort>.Zero);
            var v = Vector128.Narrow(pairs >>> 8, Vector128<ushort>.Zero);
            var bytes = Vector128.Load(luma + left + x);
            var (low, high) = Vector128.Widen(bytes);
            Store(low.AsInt16(), Double(u, 0), Double(v, 0), into + (4 * x));
            Store(high.AsInt16(), Double(u, 1), Double(v, 1), into + (4 * (x + 8)));
        }
        RowScalar(luma, chroma, left, x, width, into);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Store(Vector128<short> luma, Vector128<short> u, Vector128<short> v, byte* into)
    {
        var l = (luma - Vector128.Create(_black)) * _luma;
        var blue = Clamp(Vector128.AddSaturate(l, u * _blueU));
        var green = Clamp(Vector128.AddSaturate(Vector128.AddSaturate(l, u * _greenU), v * _greenV));
        var red = Clamp(Vector128.AddSaturate(l, v * _redV));
        var blueGreen = blue | (green << 8);
        var redFull = red | Vector128.Create(unchecked((short)0xFF00));
        var (bg0, bg1) = Vector128.Widen(blueGreen.AsUInt16());
        var (rx0, rx1) = Vector128.Widen(redFull.AsUInt16());
        (bg0 | (rx0 << 16)).Store((uint*)into);
        (bg1 | (rx1 << 16)).Store((uint*)(into + 16));
    }

    /// <summary>Four chroma values from the given quarter of a vector, each twice, less 128.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Double(Vector128<byte> values, int quarter)
    {
        var first = (byte)(4 * quarter);
        var indices = Vector128.Create(
            first, 255, first, 255, (byte)(first + 1), 255, (byte)(first + 1), 255,
            (byte)(first + 2), 255, (byte)(first + 2), 255, (byte)(first + 3), 255, (byte)(first + 3), 255);
        return Vector128.Shuffle(values, indices).AsInt16() - Vector128.Create((short)128);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Clamp(Vector128<short> color) =>
        Vector128.Clamp(color >> FractionBits, Vector128<short>.Zero, Vector128.Create((short)255));

    private static byte Narrow(int color) => (byte)Math.Clamp(color >> FractionBits, 0, 255);

    private static int Saturate(int value) => Math.Clamp(value, short.MinValue, short.MaxValue);

    private static short Fixed(float factor) => (short)MathF.Round(factor * (1 << FractionBits));
}
