using System.Runtime.InteropServices;
using Shoreline.Vision.Native.OnnxRuntime;

namespace Shoreline.Vision.Inference;

/// <summary>A tensor over native memory of our own: filled and read in place, run after run, with nothing copied.</summary>
/// <remarks>Zeroed at first. Not thread-safe. Do not use its spans after <see cref="Dispose"/>.</remarks>
internal sealed unsafe class TensorBuffer : IDisposable
{
    private const int AlignmentBytes = 64; // a cache line, and the widest vector

    private readonly OrtValueHandle _value;
    private readonly int _count;
    private void* _memory;

    public TensorBuffer(TensorElementType type, ReadOnlySpan<long> dimensions)
    {
        Dimensions = dimensions.ToArray();
        ElementBytes = type switch
        {
            TensorElementType.Float32 or TensorElementType.Int32 => 4,
            TensorElementType.UInt8 => 1,
            TensorElementType.Int64 => 8,
            _ => throw new NotSupportedException($"Tensors of element type {type} are not supported."),
        };
        _count = checked((int)Dimensions.Aggregate(1L, (product, dimension) => checked(product * dimension)));
        var bytes = (nuint)((long)_count * ElementBytes);
        _memory = NativeMemory.AlignedAlloc(Math.Max(bytes, 1), AlignmentBytes);
        NativeMemory.Clear(_memory, bytes);
        nint native;
        fixed (long* shape = Dimensions)
        {
            OrtRuntime.Check(
                OrtRuntime.Api->CreateTensorWithDataAsOrtValue(
                    OrtRuntime.CpuMemory, _memory, bytes, shape, (nuint)Dimensions.Length, type, &native),
                "make a tensor");
        }
        _value = new OrtValueHandle(native);
    }

    public long[] Dimensions { get; }

    public int ElementBytes { get; }

    /// <summary>The <c>OrtValue*</c>, borrowed until <see cref="Dispose"/>.</summary>
    public nint Value => _value.DangerousGetHandle();

    public Span<float> Floats => As<float>();

    /// <summary>All of it, whatever its elements are.</summary>
    public Span<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_memory is null, this);
            return new Span<byte>(_memory, checked(_count * ElementBytes));
        }
    }

    public Span<T> As<T>() where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(_memory is null, this);
        return new Span<T>(_memory, _count);
    }

    public void Dispose()
    {
        _value.Dispose();
        NativeMemory.AlignedFree(_memory);
        _memory = null;
    }
}
