using System.Runtime.InteropServices;

namespace Shoreline.Vision.Inference;

/// <summary>Which tensors a session reads and writes, laid out once as the C arrays that each run passes.</summary>
/// <remarks>Owns its tensors. One binding serves one thread at a time.</remarks>
internal sealed unsafe class TensorBinding : IDisposable
{
    private readonly TensorBuffer[] _buffers;
    private readonly byte** _names;
    private readonly nint* _values;
    private bool _disposed;

    public TensorBinding(IReadOnlyList<(string Name, TensorBuffer Buffer)> inputs, IReadOnlyList<(string Name, TensorBuffer Buffer)> outputs)
    {
        var all = inputs.Concat(outputs).ToArray();
        _buffers = [.. all.Select(tensor => tensor.Buffer)];
        (InputCount, OutputCount) = (inputs.Count, outputs.Count);
        _names = (byte**)NativeMemory.Alloc((nuint)all.Length, (nuint)sizeof(nint));
        _values = (nint*)NativeMemory.Alloc((nuint)all.Length, (nuint)sizeof(nint));
        for (var i = 0; i < all.Length; i++)
        {
            _names[i] = (byte*)Marshal.StringToCoTaskMemUTF8(all[i].Name);
            _values[i] = all[i].Buffer.Value;
        }
    }

    public int InputCount { get; }

    public int OutputCount { get; }

    public byte** InputNames => _names;

    public byte** OutputNames => _names + InputCount;

    public nint* InputValues => _values;

    public nint* OutputValues => _values + InputCount;

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        for (var i = 0; i < _buffers.Length; i++) Marshal.FreeCoTaskMem((nint)_names[i]);
        NativeMemory.Free(_names);
        NativeMemory.Free(_values);
        foreach (var buffer in _buffers) buffer.Dispose();
    }
}
