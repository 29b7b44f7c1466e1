using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Shoreline.Vision.Imaging;

/// <summary>
/// An element type of tensors: how eight values, or one, are written as it. Types, not objects, so that a kernel is compiled for each.
/// </summary>
internal unsafe interface IElement
{
    static abstract int Bytes { get; }

    static abstract void Store(byte* at, Vector256<float> values);

    static abstract void Store(byte* at, float value);
}

internal readonly unsafe struct FloatElement : IElement
{
    public static int Bytes => sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(byte* at, Vector256<float> values) => values.Store((float*)at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(byte* at, float value) => *(float*)at = value;
}

/// <summary>Whole numbers, rounded, halves up.</summary>
internal readonly unsafe struct Int32Element : IElement
{
    public static int Bytes => sizeof(int);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(byte* at, Vector256<float> values) => Round(values).Store((int*)at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(byte* at, float value) => *(int*)at = Round(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Round(Vector256<float> values) =>
        Vector256.ConvertToInt32(Vector256.Floor(values + Vector256.Create(0.5f)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Round(float value) => (int)MathF.Floor(value + 0.5f);
}

/// <summary>Whole numbers, rounded, cut to 0…255.</summary>
internal readonly unsafe struct ByteElement : IElement
{
    public static int Bytes => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(byte* at, Vector256<float> values)
    {
        var whole = Int32Element.Round(Vector256.Clamp(values, Vector256<float>.Zero, Vector256.Create(255f)));
        var halves = Vector128.Narrow(whole.GetLower(), whole.GetUpper()).AsUInt16();
        *(ulong*)at = Vector128.Narrow(halves, halves).AsUInt64().ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(byte* at, float value) => *at = (byte)Int32Element.Round(Math.Clamp(value, 0, 255));
}
