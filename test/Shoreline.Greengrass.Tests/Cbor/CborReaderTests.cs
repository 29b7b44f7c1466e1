using FsCheck;
using FsCheck.Fluent;
using Shoreline.Greengrass.Cbor;

namespace Shoreline.Greengrass.Tests.Cbor;

/// <summary>Values from RFC 8949, appendix A, and what the protocol's section 2 asks of a reader.</summary>
public sealed class CborReaderTests
{
    [Theory]
    [InlineData("00", 0)]
    [InlineData("17", 23)]
    [InlineData("1818", 24)]
    [InlineData("190001", 1)] // longer than need be
    [InlineData("1b000000000000000a", 10)]
    [InlineData("1bffffffffffffffff", long.MaxValue)] // clamped
    [InlineData("20", -1)]
    [InlineData("3903e7", -1000)]
    [InlineData("3bffffffffffffffff", long.MinValue)]
    [InlineData("f93c00", 1)] // 1.0 in half precision
    [InlineData("fa5f000000", long.MaxValue)] // 2^63 in single precision, as the Node.js client writes it
    [InlineData("fb4340000000000000", 1L << 53)]
    [InlineData("c11a514b67b0", 1363896240)] // a tag is dropped
    public void Integers_of_every_width_are_read(string hex, long expected) => Assert.Equal(expected, new CborReader(Hex.Bytes(hex)).ReadInteger());

    [Theory]
    [InlineData("fb7ff0000000000000", "infinity")]
    [InlineData("f93e00", "1.5")]
    [InlineData("6131", "the text 1")]
    [InlineData("f5", "true")]
    public void What_is_no_whole_number_is_refused_for_one(string hex, string what) =>
        Assert.Throws<CborKindException>(() => { _ = what; new CborReader(Hex.Bytes(hex)).ReadInteger(); });

    [Theory]
    [InlineData("60", "")]
    [InlineData("62c3bc", "ü")]
    [InlineData("7f657374726561646d696e67ff", "streaming")]
    public void Texts_are_read_whole_or_in_chunks(string hex, string expected) => Assert.Equal(expected, new CborReader(Hex.Bytes(hex)).ReadText());

    [Fact]
    public void Byte_strings_are_slices_of_the_data_unless_they_came_in_chunks()
    {
        var data = Hex.Bytes("4401020304");
        Assert.True(new CborReader(data).ReadBytes().Span == data.AsSpan(1));
        Assert.Equal([1, 2, 3, 4, 5], new CborReader(Hex.Bytes("5f42010243030405ff")).ReadBytes().ToArray());
    }

    [Theory]
    [InlineData("83010203")]
    [InlineData("9f010203ff")]
    public void Arrays_are_walked_with_and_without_a_length(string hex)
    {
        var reader = new CborReader(Hex.Bytes(hex));
        var sum = 0L;
        for (var items = reader.ReadArray(); reader.Next(ref items);) sum += reader.ReadInteger();
        Assert.Equal(6, sum);
        Assert.True(reader.AtEnd);
    }

    [Theory]
    [InlineData("", "nothing at all")]
    [InlineData("0000", "two items")]
    [InlineData("ff", "an end mark alone")]
    [InlineData("18", "an integer without its byte")]
    [InlineData("1c", "a reserved length")]
    [InlineData("44010203", "a byte string that is cut off")]
    [InlineData("5bffffffffffffffff00", "a byte string of 2^64 bytes")]
    [InlineData("9b7fffffffffffffff", "an array of 2^63 items")]
    [InlineData("bb00000000ffffffff", "a map of 2^32 entries")]
    [InlineData("61ff", "a text that is not UTF-8")]
    [InlineData("7f4101ff", "bytes among the chunks of a text")]
    [InlineData("7f7f6161ffff", "chunks inside a chunk")]
    [InlineData("7f61c361bcff", "a character split between chunks")]
    [InlineData("bf6161ff", "a key without a value")]
    [InlineData("fc", "a reserved simple value")]
    public void Malformed_data_is_refused(string hex, string what) =>
        Assert.ThrowsAny<CborFormatException>(() => { _ = what; CborReader.Check(Hex.Bytes(hex)); });

    [Theory]
    [InlineData("81")]
    [InlineData("9f")]
    [InlineData("a100")]
    [InlineData("c1")]
    public void Nesting_deeper_than_the_limit_is_refused_without_overflowing_the_stack(string level) =>
        Assert.Contains("nested deeper", Assert.Throws<CborFormatException>(
            () => CborReader.Check(Hex.Bytes(string.Concat(Enumerable.Repeat(level, 100_000))))).Message, StringComparison.Ordinal);

    [Fact]
    public void Nesting_up_to_the_limit_is_taken() => CborReader.Check(Hex.Bytes(string.Concat(Enumerable.Repeat("81", CborReader.MaxDepth)) + "00"));

    [Fact]
    public void Any_bytes_are_either_well_formed_or_refused_as_malformed() => Prop.ForAll<byte[]>(bytes =>
    {
        try
        {
            CborReader.Check(bytes);
        }
        catch (CborFormatException)
        {
            // The only way to say no.
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    [Fact]
    public void Whatever_is_written_is_read_back() => Prop.ForAll<long, NonNull<string>, byte[]>((number, text, bytes) =>
    {
        var plain = new string([.. text.Get.EnumerateRunes().Where(r => r.Value != 0xfffd).SelectMany(r => r.ToString())]); // no lone surrogates
        using var writer = new CborWriter(1);
        var map = writer.BeginMap();
        writer.Key("n"u8).Number(number);
        writer.Key("t"u8).Text(plain);
        writer.Key("b"u8).Bytes(bytes);
        writer.Key("o"u8).Boolean(number > 0);
        writer.EndMap(map);

        var reader = new CborReader(writer.Written);
        var items = reader.ReadMap();
        Assert.True(reader.Next(ref items) && reader.ReadKey().SequenceEqual("n"u8));
        Assert.Equal(number, reader.ReadInteger());
        Assert.True(reader.Next(ref items) && reader.ReadKey().SequenceEqual("t"u8));
        Assert.Equal(plain, reader.ReadText());
        Assert.True(reader.Next(ref items) && reader.ReadKey().SequenceEqual("b"u8));
        Assert.Equal(bytes, reader.ReadBytes().ToArray());
        Assert.True(reader.Next(ref items) && reader.ReadKey().SequenceEqual("o"u8));
        Assert.Equal(number > 0, reader.ReadBoolean());
        Assert.True(!reader.Next(ref items) && reader.AtEnd);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0, "00")]
    [InlineData(24, "1818")]
    [InlineData(1000, "1903e8")]
    [InlineData(1000000, "1a000f4240")]
    [InlineData(1000000000000, "1b000000e8d4a51000")]
    [InlineData(-1, "20")]
    [InlineData(-1000, "3903e7")]
    [InlineData(long.MinValue, "3b7fffffffffffffff")]
    public void Integers_are_written_in_their_shortest_form(long value, string hex)
    {
        using var writer = new CborWriter();
        writer.Number(value);
        Assert.Equal(Hex.Bytes(hex), writer.Written.ToArray());
    }
}
