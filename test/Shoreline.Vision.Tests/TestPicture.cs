using System.Runtime.InteropServices;
using Shoreline.Core.Naming;
using Shoreline.Media;

namespace Shoreline.Vision.Tests;

/// <summary>An NV12 picture in native memory, of noise or of one colour, as a frame that a detector takes.</summary>
internal sealed unsafe class TestPicture : IDisposable
{
    private readonly byte* _memory;
    private readonly int _chromaAt;

    public TestPicture(int width, int height, int paddingBytes = 0)
    {
        (Width, Height) = (width, height);
        Stride = ((width + 1) / 2 * 2) + paddingBytes;
        _chromaAt = Stride * height;
        Bytes = _chromaAt + (Stride * ((height + 1) / 2));
        _memory = (byte*)NativeMemory.AllocZeroed((nuint)Bytes);
    }

    public int Width { get; }

    public int Height { get; }

    public int Stride { get; }

    public int Bytes { get; }

    public Span<byte> Luma => new(_memory, _chromaAt);

    public Span<byte> Chroma => new(_memory + _chromaAt, Bytes - _chromaAt);

    public Frame Frame => OfMatrix(ColorMatrix.Bt601);

    public Frame OfMatrix(ColorMatrix matrix) =>
        new(new CameraName("test"), 0, 0, 0, Width, Height, Stride, Stride, matrix, (nint)_memory, (nint)(_memory + _chromaAt));

    public static TestPicture Noise(int width, int height, int seed, int paddingBytes = 0)
    {
        var picture = new TestPicture(width, height, paddingBytes);
        new Random(seed).NextBytes(new Span<byte>(picture._memory, picture.Bytes));
        return picture;
    }

    public static TestPicture Plain(int width, int height, byte y, byte u, byte v)
    {
        var picture = new TestPicture(width, height);
        picture.Luma.Fill(y);
        for (var i = 0; i < picture.Chroma.Length; i++) picture.Chroma[i] = i % 2 == 0 ? u : v;
        return picture;
    }

    public void Dispose() => NativeMemory.Free(_memory);
}
