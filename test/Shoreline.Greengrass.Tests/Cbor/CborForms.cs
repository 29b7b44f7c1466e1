using System.Buffers.Binary;
using System.Text;

namespace Shoreline.Greengrass.Tests.Cbor;

/// <summary>Makes items in whatever form CBOR allows: longer heads than need be, lengths left open, strings in chunks (as the Java client writes), tags.</summary>
internal sealed class CborForms(Random random)
{
    private const string Letters = "abcdefgh ÄöüßπЖ漢🙂0123456789._-";

    /// <summary>An item, and it as text in one form.</summary>
    public (byte[] Bytes, string Text) Item(int depth)
    {
        var bytes = new List<byte>();
        var text = new StringBuilder();
        Add(bytes, text, depth);
        return ([.. bytes], text.ToString());
    }

    private void Add(List<byte> bytes, StringBuilder text, int depth)
    {
        for (var tags = random.Next(8) == 0 ? random.Next(1, 4) : 0; tags > 0; tags--) Head(bytes, 6, (ulong)random.Next(1, 70_000));
        switch (random.Next(depth > 0 ? 7 : 5))
        {
            case 0:
                var value = random.NextInt64(long.MaxValue) >> random.Next(63);
                Head(bytes, 0, (ulong)value);
                text.Append(value);
                break;
            case 1:
                var below = random.NextInt64(long.MaxValue) >> random.Next(63);
                Head(bytes, 1, (ulong)below);
                text.Append(-1 - below);
                break;
            case 2:
                var payload = new byte[random.Next(0, random.Next(10) == 0 ? 9_000 : 30)];
                random.NextBytes(payload);
                String(bytes, 2, [.. payload.Chunk(Math.Max(1, random.Next(1, 4_000)))], payload.Length);
                text.Append('h').Append(Convert.ToHexString(payload));
                break;
            case 3:
                AddText(bytes, text.Append('\'')).Append('\'');
                break;
            case 4:
                var on = random.Next(2) == 0;
                bytes.Add(on ? (byte)0xf5 : (byte)0xf4);
                text.Append(on ? "true" : "false");
                break;
            case 5:
                Container(bytes, 4, entries => { for (var i = 0; i < entries; i++) { Add(bytes, text, depth - 1); text.Append(','); } }, text, '[', ']');
                break;
            default:
                Container(bytes, 5, entries =>
                {
                    for (var i = 0; i < entries; i++)
                    {
                        AddText(bytes, text).Append(':');
                        Add(bytes, text, depth - 1);
                        text.Append(',');
                    }
                }, text, '{', '}');
                break;
        }
    }

    private StringBuilder AddText(List<byte> bytes, StringBuilder text)
    {
        var runes = Letters.EnumerateRunes().ToArray();
        var parts = Enumerable.Range(0, random.Next(0, 4)).Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => runes[random.Next(runes.Length)].ToString()))).ToList();
        var chunks = parts.ConvertAll(Encoding.UTF8.GetBytes);
        String(bytes, 3, chunks, chunks.Sum(c => c.Length));
        return text.AppendJoin("", parts);
    }

    private void String(List<byte> bytes, int type, IReadOnlyList<byte[]> chunks, int length)
    {
        var isOpen = random.Next(3) == 0;
        if (isOpen) bytes.Add((byte)(type << 5 | 31));
        else Head(bytes, type, (ulong)length);
        foreach (var chunk in chunks)
        {
            if (isOpen) Head(bytes, type, (ulong)chunk.Length);
            bytes.AddRange(chunk);
        }
        if (isOpen) bytes.Add(0xff);
    }

    private void Container(List<byte> bytes, int type, Action<int> add, StringBuilder text, char open, char close)
    {
        var entries = random.Next(0, 6);
        var isOpen = random.Next(2) == 0;
        if (isOpen) bytes.Add((byte)(type << 5 | 31));
        else Head(bytes, type, (ulong)entries);
        text.Append(open);
        add(entries);
        text.Append(close);
        if (isOpen) bytes.Add(0xff);
    }

    /// <summary>A head in the shortest form, or any longer one.</summary>
    private void Head(List<byte> bytes, int type, ulong argument)
    {
        var least = argument switch { < 24 => 0, <= byte.MaxValue => 1, <= ushort.MaxValue => 2, <= uint.MaxValue => 3, _ => 4 };
        var form = random.Next(3) == 0 ? random.Next(least, 5) : least;
        Span<byte> wide = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(wide, argument);
        bytes.Add((byte)(type << 5 | (form == 0 ? (int)argument : 23 + form)));
        if (form > 0) bytes.AddRange(wide[(8 - (1 << (form - 1)))..]);
    }
}
