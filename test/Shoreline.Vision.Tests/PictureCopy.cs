using System.Runtime.InteropServices;
using Shoreline.Media;

namespace Shoreline.Vision.Tests;

/// <summary>A frame that outlives its lease: a copy of the picture that it took last.</summary>
internal sealed unsafe class PictureCopy : IDisposable
{
    private byte* _memory;

    public Frame Frame { get; private set; }

    public Span<byte> Luma => new(_memory, Frame.Stride * Frame.Height);

    public void Take(in Frame frame)
    {
        var (luma, chroma) = (frame.Stride * frame.Height, frame.ChromaStride * ((frame.Height + 1) / 2));
        var isPlanar = frame.ChromaV != 0;
        _memory = (byte*)NativeMemory.Realloc(_memory, (nuint)(luma + (2 * chroma)));
        Buffer.MemoryCopy((void*)frame.Luma, _memory, luma, luma);
        Buffer.MemoryCopy((void*)frame.Chroma, _memory + luma, chroma, chroma);
        if (isPlanar) Buffer.MemoryCopy((void*)frame.ChromaV, _memory + luma + chroma, chroma, chroma);
        Frame = frame with { Luma = (nint)_memory, Chroma = (nint)(_memory + luma), ChromaV = isPlanar ? (nint)(_memory + luma + chroma) : 0 };
    }

    public void Dispose() => NativeMemory.Free(_memory);
}
