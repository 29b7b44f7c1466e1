using System.Runtime.InteropServices;

namespace Shoreline.Vision.Imaging;

/// <summary>Native memory that grows to what is asked for and stays. A field of the one object that owns it; not thread-safe.</summary>
internal unsafe struct NativeBuffer // mutable: it is a field of its owner, and a class would be one more object per buffer
{
    private byte* _memory;
    private nuint _bytes;

    /// <summary>At least so many bytes, aligned to 64; what was in it is lost when it grows.</summary>
    public byte* Reserve(nuint bytes)
    {
        if (_bytes >= bytes && _memory is not null) return _memory;
        Free();
        _memory = (byte*)NativeMemory.AlignedAlloc(Math.Max(bytes, 64), 64);
        _bytes = bytes;
        return _memory;
    }

    public void Free()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
        _bytes = 0;
    }
}
