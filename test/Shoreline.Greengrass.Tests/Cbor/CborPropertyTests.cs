using System.Buffers.Binary;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shoreline.Greengrass.Cbor;

namespace Shoreline.Greengrass.Tests.Cbor;

/// <summary>Any item, in any of the forms that CBOR has for it, is read as what it is; cut or damaged it is refused, and nothing else happens.</summary>
public sealed class CborPropertyTests
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(3_000);

    [Fact]
    public void Whatever_its_form_an_item_is_read_as_what_it_is() => Prop.ForAll<int>(seed =>
    {
        var forms = new CborForms(new Random(seed));
        var (bytes, expected) = forms.Item(depth: 4);
        CborReader.Check(bytes);
        var reader = new CborReader(bytes);
        Assert.Equal(expected, Text(ref reader));
        Assert.True(reader.AtEnd);
    }).Check(Thorough);

    [Fact]
    public void Any_prefix_of_an_item_is_refused() => Prop.ForAll<int>(seed =>
    {
        var (bytes, _) = new CborForms(new Random(seed)).Item(depth: 3);
        for (var length = 0; length < bytes.Length; length++)
        {
            var cut = bytes.AsMemory(0, length);
            Assert.Throws<CborFormatException>(() => CborReader.Check(cut));
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Any_flipped_bit_leaves_an_item_or_is_refused() => Prop.ForAll<int>(seed =>
    {
        var (bytes, _) = new CborForms(new Random(seed)).Item(depth: 3);
        for (var bit = 0; bit < Math.Min(8 * bytes.Length, 1_000); bit++)
        {
            var flipped = (byte[])bytes.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                CborReader.Check(flipped);
            }
            catch (CborFormatException)
            {
                continue;
            }
            var reader = new CborReader(flipped);
            _ = Text(ref reader); // what passed the check can be read to its end
            Assert.True(reader.AtEnd);
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Whole_numbers_are_read_from_floats_of_every_width_that_holds_them() => Prop.ForAll<int, NonNegativeInt>((number, width) =>
    {
        var value = width.Get % 3 == 0 ? number % 2048 : number; // half precision is exact to 2,048
        Span<byte> bytes = stackalloc byte[9];
        switch (width.Get % 3)
        {
            case 0:
                bytes[0] = 0xf9;
                BinaryPrimitives.WriteHalfBigEndian(bytes[1..], (Half)value);
                bytes = bytes[..3];
                break;
            case 1 when Math.Abs((long)value) <= 1 << 24: // what single precision holds exactly
                bytes[0] = 0xfa;
                BinaryPrimitives.WriteSingleBigEndian(bytes[1..], value);
                bytes = bytes[..5];
                break;
            default:
                bytes[0] = 0xfb;
                BinaryPrimitives.WriteDoubleBigEndian(bytes[1..], value);
                break;
        }
        Assert.Equal(value, new CborReader(bytes.ToArray()).ReadInteger());
    }).Check(Thorough);

    [Fact]
    public void Integers_beyond_64_bits_are_clamped_whichever_way_they_come() => Prop.ForAll<NonNegativeInt>(above =>
    {
        var bytes = new byte[9];
        bytes[0] = 0x1b;
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(1), (1UL << 63) + (ulong)above.Get);
        Assert.Equal(long.MaxValue, new CborReader(bytes).ReadInteger());
        bytes[0] = 0x3b;
        Assert.Equal(long.MinValue, new CborReader(bytes).ReadInteger());
        bytes[0] = 0xfb;
        BinaryPrimitives.WriteDoubleBigEndian(bytes.AsSpan(1), Math.Pow(2, 63) * (1 + above.Get));
        Assert.Equal(long.MaxValue, new CborReader(bytes).ReadInteger());
    }).Check(Thorough);

    /// <summary>What was read, as text in one form whatever the encoding was.</summary>
    private static string Text(ref CborReader reader)
    {
        var text = new StringBuilder();
        switch (reader.Peek())
        {
            case CborKind.WholeNumber:
                return $"{reader.ReadInteger()}";
            case CborKind.Text:
                return $"'{reader.ReadText()}'";
            case CborKind.Bytes:
                return $"h{Convert.ToHexString(reader.ReadBytes().Span)}";
            case CborKind.Boolean:
                return reader.ReadBoolean() ? "true" : "false";
            case CborKind.Array:
                text.Append('[');
                for (var items = reader.ReadArray(); reader.Next(ref items);) text.Append(Text(ref reader)).Append(',');
                return text.Append(']').ToString();
            case CborKind.Map:
                text.Append('{');
                for (var items = reader.ReadMap(); reader.Next(ref items);) text.Append(Encoding.UTF8.GetString(reader.ReadKey())).Append(':').Append(Text(ref reader)).Append(',');
                return text.Append('}').ToString();
            default:
                reader.Skip();
                return "?";
        }
    }
}
