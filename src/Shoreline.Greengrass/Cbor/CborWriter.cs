using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;

namespace Shoreline.Greengrass.Cbor;

/// <summary>Writes CBOR with definite lengths and shortest integers into one growing buffer that is reused.</summary>
/// <remarks>Not for use by several threads at once. What it wrote is valid until the next call.</remarks>
public sealed class CborWriter : IDisposable
{
    private const int Unsigned = 0, Negative = 1, ByteString = 2, TextString = 3, ArrayType = 4, MapType = 5; // major types
    private const byte FalseByte = 0xf4, TrueByte = 0xf5;
    private const int MaxMapEntries = 23; // what fits the one byte reserved for a map's head; our messages have fewer fields

    private byte[] _buffer;
    private int _at;
    private int _entries; // of the map that is open

    public CborWriter(int initialBytes = 512) => _buffer = ArrayPool<byte>.Shared.Rent(initialBytes);

    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _at);

    public int Length => _at;

    /// <summary>Forgets what was written and keeps the buffer.</summary>
    public void Clear() => (_at, _entries) = (0, 0);

    /// <summary>Forgets what was written from <paramref name="length"/> on.</summary>
    public void Truncate(int length) => _at = Math.Min(_at, length);

    /// <summary>Opens a map; the result goes to <see cref="EndMap"/>.</summary>
    public (int Head, int OuterEntries) BeginMap()
    {
        var mark = (_at, _entries);
        Room(1)[0] = MapType << 5;
        _at++;
        _entries = 0;
        return mark;
    }

    public void EndMap((int Head, int OuterEntries) mark)
    {
        Debug.Assert(_entries <= MaxMapEntries, "A map with more entries needs a longer head.");
        _buffer[mark.Head] |= (byte)_entries;
        _entries = mark.OuterEntries;
    }

    /// <summary>Begins the next entry of the open map; its value follows.</summary>
    public CborWriter Key(ReadOnlySpan<byte> utf8)
    {
        _entries++;
        Text(utf8);
        return this;
    }

    /// <summary>Begins an array; exactly <paramref name="count"/> items follow.</summary>
    public void BeginArray(int count) => Head(ArrayType, (ulong)count);

    public void Number(long value)
    {
        if (value >= 0) Head(Unsigned, (ulong)value);
        else Head(Negative, (ulong)(-1 - value));
    }

    public void Boolean(bool value)
    {
        Room(1)[0] = value ? TrueByte : FalseByte;
        _at++;
    }

    public void Text(string value)
    {
        var bytes = Encoding.UTF8.GetByteCount(value);
        Head(TextString, (ulong)bytes);
        Encoding.UTF8.GetBytes(value, Room(bytes));
        _at += bytes;
    }

    public void Text(ReadOnlySpan<byte> utf8)
    {
        Head(TextString, (ulong)utf8.Length);
        Raw(utf8);
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Head(ByteString, (ulong)value.Length);
        Raw(value);
    }

    /// <summary>Writes bytes as they are: a frame's header, or CBOR that was made elsewhere.</summary>
    public void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        _at += bytes.Length;
    }

    /// <summary>Bytes already written, to be changed in place.</summary>
    public Span<byte> Patch(int offset, int count) => _buffer.AsSpan(offset, count);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _at = 0;
    }

    private void Head(int type, ulong argument)
    {
        var room = Room(9);
        var (low, bytes) = argument switch
        {
            < 24 => ((byte)argument, 0),
            <= byte.MaxValue => ((byte)24, 1),
            <= ushort.MaxValue => ((byte)25, 2),
            <= uint.MaxValue => ((byte)26, 4),
            _ => ((byte)27, 8),
        };
        room[0] = (byte)((type << 5) | low);
        Span<byte> wide = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(wide, argument);
        wide[(8 - bytes)..].CopyTo(room[1..]);
        _at += 1 + bytes;
    }

    private Span<byte> Room(int bytes)
    {
        if (_buffer.Length - _at < bytes) Grow(bytes);
        return _buffer.AsSpan(_at);
    }

    private void Grow(int bytes)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max(2L * _buffer.Length, (long)_at + bytes), Array.MaxLength));
        _buffer.AsSpan(0, _at).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
