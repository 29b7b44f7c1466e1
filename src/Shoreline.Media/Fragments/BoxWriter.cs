using System.Buffers.Binary;

namespace Shoreline.Media.Fragments;

/// <summary>Writes ISO base media boxes, big-endian, into one growing buffer that is used again.</summary>
internal sealed class BoxWriter
{
    private byte[] _buffer = new byte[4096];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public void Clear() => Length = 0;

    /// <summary>Begins a box; its size is filled in by <see cref="End"/>.</summary>
    /// <param name="type">Four characters.</param>
    /// <returns>Where the box begins.</returns>
    public int Begin(ReadOnlySpan<byte> type)
    {
        var start = Length;
        U32(0);
        Bytes(type);
        return start;
    }

    /// <summary>Begins a box with version and flags.</summary>
    public int BeginFull(ReadOnlySpan<byte> type, byte version, uint flags)
    {
        var start = Begin(type);
        U32(((uint)version << 24) | flags);
        return start;
    }

    public void End(int start) => PatchU32(start, (uint)(Length - start));

    public void PatchU32(int at, uint value) => BinaryPrimitives.WriteUInt32BigEndian(_buffer.AsSpan(at), value);

    public void U16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Grow(2), value);

    public void U32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Grow(4), value);

    public void I32(int value) => BinaryPrimitives.WriteInt32BigEndian(Grow(4), value);

    public void U64(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Grow(8), value);

    public void Zeros(int count) => Grow(count).Clear();

    public void Bytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Grow(bytes.Length));

    private Span<byte> Grow(int count)
    {
        if (_buffer.Length - Length < count) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Length + count));
        var span = _buffer.AsSpan(Length, count);
        Length += count;
        return span;
    }
}
