using System.Buffers.Binary;

namespace Shoreline.Greengrass.Ipc.EventStream;

/// <summary>Walks the headers of one message.</summary>
public ref struct HeaderReader(ReadOnlySpan<byte> headers)
{
    private readonly ReadOnlySpan<byte> _headers = headers;
    private int _at;
    private int _count;

    /// <summary>UTF-8.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    public HeaderType Type { get; private set; }

    /// <summary>The value without its length; empty for truth values.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Where the value begins in the headers.</summary>
    public int ValueOffset { get; private set; }

    /// <summary>The header as it is written: name, type and value.</summary>
    public ReadOnlySpan<byte> Raw { get; private set; }

    /// <summary>What follows is no header, or there are more than <see cref="EventStreamFormat.MaxHeaders"/>.</summary>
    public bool IsBroken { get; private set; }

    // hot: per message
    /// <summary>Goes to the next header. False at the end, and where <see cref="IsBroken"/>.</summary>
    public bool Next()
    {
        if (_at == _headers.Length || IsBroken) return false;
        IsBroken = _count++ == EventStreamFormat.MaxHeaders || !TryTake();
        return !IsBroken;
    }

    /// <summary>The value of a whole number of 32 bits.</summary>
    public readonly int ReadNumber32() => BinaryPrimitives.ReadInt32BigEndian(Value);

    private bool TryTake()
    {
        var rest = _headers[_at..];
        int name = rest[0];
        if (name == 0 || rest.Length < 1 + name + 1) return false;
        Name = rest.Slice(1, name);
        Type = (HeaderType)rest[1 + name];
        var at = 1 + name + 1;
        if (!TrySize(rest[at..], out var prefix, out var size) || rest.Length < at + prefix + size) return false;
        ValueOffset = _at + at + prefix;
        Value = rest.Slice(at + prefix, size);
        Raw = rest[..(at + prefix + size)];
        _at += Raw.Length;
        return true;
    }

    /// <param name="prefix">Bytes of the length before the value.</param>
    private readonly bool TrySize(ReadOnlySpan<byte> rest, out int prefix, out int size)
    {
        (prefix, size) = (0, 0);
        switch (Type)
        {
            case HeaderType.True or HeaderType.False:
                return true;
            case HeaderType.Number8:
                size = 1;
                return true;
            case HeaderType.Number16:
                size = 2;
                return true;
            case HeaderType.Number32:
                size = 4;
                return true;
            case HeaderType.Number64 or HeaderType.Timestamp:
                size = 8;
                return true;
            case HeaderType.Uuid:
                size = 16;
                return true;
            case HeaderType.Bytes or HeaderType.Text when rest.Length >= 2:
                (prefix, size) = (2, BinaryPrimitives.ReadUInt16BigEndian(rest));
                return size <= EventStreamFormat.MaxHeaderValueBytes;
            default:
                return false; // its length cannot be told
        }
    }
}
