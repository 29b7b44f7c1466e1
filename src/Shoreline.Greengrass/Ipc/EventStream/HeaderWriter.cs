using System.Buffers.Binary;

namespace Shoreline.Greengrass.Ipc.EventStream;

/// <summary>
/// Writes headers one after the other into memory that is large enough: see <see cref="SizeOf(ReadOnlySpan{byte}, int)"/>.
/// </summary>
public ref struct HeaderWriter(Span<byte> to)
{
    private readonly Span<byte> _to = to;

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>Bytes that a header with a text or bytes takes.</summary>
    public static int SizeOf(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => 1 + name.Length + 1 + 2 + value.Length;

    /// <summary>Bytes that a header with a value of fixed size takes.</summary>
    public static int SizeOf(ReadOnlySpan<byte> name, int valueBytes) => 1 + name.Length + 1 + valueBytes;

    public void Boolean(ReadOnlySpan<byte> name, bool value) => Begin(name, value ? HeaderType.True : HeaderType.False, 0);

    public void Number8(ReadOnlySpan<byte> name, sbyte value) => Begin(name, HeaderType.Number8, 1)[0] = (byte)value;

    public void Number16(ReadOnlySpan<byte> name, short value) =>
        BinaryPrimitives.WriteInt16BigEndian(Begin(name, HeaderType.Number16, 2), value);

    public void Number32(ReadOnlySpan<byte> name, int value) =>
        BinaryPrimitives.WriteInt32BigEndian(Begin(name, HeaderType.Number32, 4), value);

    public void Number64(ReadOnlySpan<byte> name, long value) =>
        BinaryPrimitives.WriteInt64BigEndian(Begin(name, HeaderType.Number64, 8), value);

    public void Timestamp(ReadOnlySpan<byte> name, DateTimeOffset value) =>
        BinaryPrimitives.WriteInt64BigEndian(Begin(name, HeaderType.Timestamp, 8), value.ToUnixTimeMilliseconds());

    public void Uuid(ReadOnlySpan<byte> name, Guid value) => value.TryWriteBytes(Begin(name, HeaderType.Uuid, 16), bigEndian: true, out _);

    /// <param name="value">UTF-8, at most <see cref="EventStreamFormat.MaxHeaderValueBytes"/>.</param>
    public void Text(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => Sized(name, HeaderType.Text, value);

    /// <param name="value">At most <see cref="EventStreamFormat.MaxHeaderValueBytes"/>.</param>
    public void Bytes(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => Sized(name, HeaderType.Bytes, value);

    /// <summary>A header as <see cref="HeaderReader.Raw"/> gave it.</summary>
    public void Raw(ReadOnlySpan<byte> header)
    {
        header.CopyTo(_to[Length..]);
        Length += header.Length;
    }

    private void Sized(ReadOnlySpan<byte> name, HeaderType type, ReadOnlySpan<byte> value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value.Length, EventStreamFormat.MaxHeaderValueBytes);
        var to = Begin(name, type, 2 + value.Length);
        BinaryPrimitives.WriteUInt16BigEndian(to, (ushort)value.Length);
        value.CopyTo(to[2..]);
    }

    private Span<byte> Begin(ReadOnlySpan<byte> name, HeaderType type, int valueBytes)
    {
        ArgumentOutOfRangeException.ThrowIfZero(name.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(name.Length, EventStreamFormat.MaxHeaderNameBytes);
        var to = _to.Slice(Length, SizeOf(name, valueBytes));
        to[0] = (byte)name.Length;
        name.CopyTo(to[1..]);
        to[1 + name.Length] = (byte)type;
        Length += to.Length;
        return to[(2 + name.Length)..];
    }
}
