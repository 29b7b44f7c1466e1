using System.Buffers.Binary;
using System.Text;

namespace Shoreline.Greengrass.Cbor;

/// <summary>
/// Reads CBOR (RFC 8949) item by item: definite and indefinite lengths, integers of any width, floats for integers where they are whole.
/// Tags are dropped.
/// </summary>
/// <remarks>
/// Safe with any bytes: it throws <see cref="CborFormatException"/> where they are not well-formed and <see cref="CborKindException"/>
/// where an item is of another kind than asked for, and allocates no more than a small multiple of what is there, whatever lengths are
/// claimed.
/// </remarks>
/// <param name="data">One item; byte strings are handed out as slices of it.</param>
public ref struct CborReader(ReadOnlyMemory<byte> data)
{
    /// <summary>Containers and tags inside each other beyond this are refused.</summary>
    public const int MaxDepth = 64;

    // major types
    private const int Unsigned = 0, Negative = 1, ByteString = 2, TextString = 3, ArrayType = 4, MapType = 5, Tag = 6, Special = 7;
    private const int False = 20, True = 21, Null = 22, Undefined = 23, SimpleByte = 24, Half = 25, Single = 26, Double = 27,
    Indefinite = 31;
    private const byte BreakByte = 0xff;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlyMemory<byte> _memory = data;
    private readonly ReadOnlySpan<byte> _data = data.Span;
    private ReadOnlyMemory<byte> _key;
    private int _at;

    /// <summary>The key read last, for error messages.</summary>
    public readonly ReadOnlySpan<byte> LastKey => _key.Span;

    /// <summary>Bytes consumed so far.</summary>
    public readonly int Position => _at;

    public readonly bool AtEnd => _at == _data.Length;

    /// <summary>Checks that the data is exactly one well-formed item with valid UTF-8 in its texts.</summary>
    /// <exception cref="CborFormatException">It is not.</exception>
    public static void Check(ReadOnlyMemory<byte> data)
    {
        var reader = new CborReader(data);
        reader.Skip();
        if (!reader.AtEnd)
        {
            throw new CborFormatException($"{data.Length - reader.Position:N0} bytes follow the CBOR item of {reader.Position:N0} bytes.");
        }
    }

    /// <summary>The kind of the next item. Consumes its tags, nothing else.</summary>
    public CborKind Peek()
    {
        DropTags();
        var head = Byte(_at);
        return (head >> 5) switch
        {
            Unsigned or Negative => CborKind.WholeNumber,
            ByteString => CborKind.Bytes,
            TextString => CborKind.Text,
            ArrayType => CborKind.Array,
            MapType => CborKind.Map,
            _ => (head & 31) switch
            {
                False or True => CborKind.Boolean,
                Null or Undefined => CborKind.Nothing,
                Half or Single or Double => CborKind.FloatingPoint,
                Indefinite => CborKind.Break,
                _ => CborKind.Simple,
            },
        };
    }

    /// <summary>An integer, or a float with a whole value; clamped to 64 bits.</summary>
    public long ReadInteger()
    {
        switch (Peek())
        {
            case CborKind.WholeNumber:
                var negative = Byte(_at) >> 5 == Negative;
                var argument = (long)Math.Min(Argument(), long.MaxValue);
                return negative ? -1 - argument : argument;
            case CborKind.FloatingPoint:
                var value = ReadFloat();
                if (!double.IsInteger(value)) throw new CborKindException("a whole number is wanted, not a fraction");
                return value >= long.MaxValue ? long.MaxValue : value <= long.MinValue ? long.MinValue : (long)value;
            default:
                throw Kind("an integer");
        }
    }

    public bool ReadBoolean()
    {
        if (Peek() != CborKind.Boolean) throw Kind("a boolean");
        return (_data[_at++] & 31) == True;
    }

    public string ReadText()
    {
        if (Peek() != CborKind.Text) throw Kind("text");
        return Decode(String(TextString).Span);
    }

    /// <summary>A text as it is, not checked for valid UTF-8: a slice of the data, or a copy where it came in chunks.</summary>
    public ReadOnlyMemory<byte> ReadUtf8()
    {
        if (Peek() != CborKind.Text) throw Kind("text");
        return String(TextString);
    }

    /// <summary>
    /// A text as UTF-8, for comparing with keys. Empty text for a key that is no text, whose item is skipped: no field has that name.
    /// </summary>
    public ReadOnlySpan<byte> ReadKey()
    {
        if (Peek() == CborKind.Text) return (_key = String(TextString)).Span;
        Skip();
        return default;
    }

    /// <summary>A byte string: a slice of the data, or a copy where it came in chunks.</summary>
    public ReadOnlyMemory<byte> ReadBytes()
    {
        if (Peek() != CborKind.Bytes) throw Kind("bytes");
        return String(ByteString);
    }

    /// <summary>Enters a map; walk it with <see cref="Next"/>.</summary>
    public CborItems ReadMap()
    {
        if (Peek() != CborKind.Map) throw Kind("a map");
        return Container();
    }

    /// <summary>Enters a map of which only the beginning need be there, so that its number of entries is not checked.</summary>
    internal void EnterCutMap()
    {
        if (Peek() != CborKind.Map) throw Kind("a map");
        if ((Byte(_at) & 31) == Indefinite) _at++;
        else _ = Argument();
    }

    /// <summary>Enters an array; walk it with <see cref="Next"/>.</summary>
    public CborItems ReadArray()
    {
        if (Peek() != CborKind.Array) throw Kind("an array");
        return Container();
    }

    /// <summary>
    /// True where another entry follows (of a map: key and value); false once, at the container's end, which it consumes.
    /// </summary>
    public bool Next(ref CborItems items)
    {
        if (!items.Indefinite) return items.Remaining-- > 0;
        if (Byte(_at) != BreakByte) return true;
        _at++;
        return false;
    }

    /// <summary>Passes over the next item with all it holds, checking it.</summary>
    public void Skip() => Skip(MaxDepth);

    private void Skip(int depth)
    {
        for (; Byte(_at) >> 5 == Tag; _ = Argument())
        {
            if (depth-- == 0) throw TooDeep();
        }
        switch (Peek())
        {
            case CborKind.WholeNumber:
                _ = Argument();
                break;
            case CborKind.Bytes:
                _ = String(ByteString);
                break;
            case CborKind.Text:
                CheckText(String(TextString).Span);
                break;
            case CborKind.Array:
            case CborKind.Map:
                if (depth == 0) throw TooDeep();
                var perEntry = Byte(_at) >> 5 == MapType ? 2 : 1;
                for (var items = Container(); Next(ref items);)
                {
                    for (var i = 0; i < perEntry; i++) Skip(depth - 1);
                }
                break;
            case CborKind.FloatingPoint:
                _ = ReadFloat();
                break;
            case CborKind.Break:
                throw Malformed("an end mark where no container of indefinite length is open");
            default:
                SkipSimple();
                break;
        }
    }

    private void SkipSimple()
    {
        var low = _data[_at] & 31;
        if (low > SimpleByte) throw Malformed($"a reserved simple value, {low}");
        _at += low == SimpleByte ? 2 : 1;
        if (_at > _data.Length) throw CutOff();
    }

    private void DropTags()
    {
        for (var depth = MaxDepth; Byte(_at) >> 5 == Tag; _ = Argument())
        {
            if (depth-- == 0) throw TooDeep();
        }
    }

    private CborItems Container()
    {
        if ((Byte(_at) & 31) == Indefinite)
        {
            _at++;
            return new CborItems { Indefinite = true };
        }
        var count = Argument();
        if (count > (ulong)(_data.Length - _at)) throw CutOff(); // each entry takes a byte at least
        return new CborItems { Remaining = (long)count };
    }

    /// <summary>The next string's bytes, of the major type asked for; its chunks put together where there are several.</summary>
    private ReadOnlyMemory<byte> String(int type)
    {
        if ((Byte(_at) & 31) != Indefinite) return Take(Argument());
        _at++;
        using var whole = new MemoryStream();
        while (Byte(_at) != BreakByte)
        {
            if (_data[_at] >> 5 != type || (_data[_at] & 31) == Indefinite) throw Malformed("a chunk of another kind than its string");
            var chunk = Take(Argument());
            if (type == TextString) CheckText(chunk.Span); // RFC 8949, 3.2.3: no character is split between chunks
            whole.Write(chunk.Span);
        }
        _at++;
        return whole.ToArray();
    }

    private ReadOnlyMemory<byte> Take(ulong length)
    {
        if (length > (ulong)(_data.Length - _at)) throw CutOff();
        var slice = _memory.Slice(_at, (int)length);
        _at += (int)length;
        return slice;
    }

    /// <summary>Consumes an item's head and returns its argument.</summary>
    private ulong Argument()
    {
        var low = Byte(_at) & 31;
        if (low < 24)
        {
            _at++;
            return (ulong)low;
        }
        if (low > 27) throw Malformed($"a reserved length code, {low}");
        var bytes = 1 << (low - 24);
        if (_data.Length - _at - 1 < bytes) throw CutOff();
        var argument = _data.Slice(_at + 1, bytes);
        _at += 1 + bytes;
        return bytes switch
        {
            1 => argument[0],
            2 => BinaryPrimitives.ReadUInt16BigEndian(argument),
            4 => BinaryPrimitives.ReadUInt32BigEndian(argument),
            _ => BinaryPrimitives.ReadUInt64BigEndian(argument),
        };
    }

    private double ReadFloat()
    {
        var kind = Byte(_at) & 31;
        var bits = Argument();
        return kind switch
        {
            Half => (double)BitConverter.UInt16BitsToHalf((ushort)bits),
            Single => BitConverter.UInt32BitsToSingle((uint)bits),
            _ => BitConverter.UInt64BitsToDouble(bits),
        };
    }

    private static string Decode(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return Strict.GetString(utf8);
        }
        catch (DecoderFallbackException)
        {
            throw new CborFormatException("A text is not valid UTF-8.");
        }
    }

    private static void CheckText(ReadOnlySpan<byte> utf8)
    {
        if (!System.Text.Unicode.Utf8.IsValid(utf8)) throw new CborFormatException("A text is not valid UTF-8.");
    }

    private readonly byte Byte(int at) => at < _data.Length ? _data[at] : throw CutOff();

    private readonly CborFormatException CutOff() => new($"The CBOR data ends inside an item, after {_data.Length:N0} bytes.");

    private readonly CborFormatException Malformed(string what) => new($"The CBOR data holds {what}, at byte {_at:N0}.");

    private static CborFormatException TooDeep() => new($"The CBOR data is nested deeper than {MaxDepth}.");

    private CborKindException Kind(string wanted) => new($"{wanted} is wanted, not {Peek()}");
}

/// <summary>How far a walk through an array or map has come.</summary>
public struct CborItems
{
    internal bool Indefinite;
    internal long Remaining;
}
