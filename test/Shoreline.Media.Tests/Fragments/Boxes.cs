using System.Buffers.Binary;
using System.Text;

namespace Shoreline.Media.Tests.Fragments;

/// <summary>One ISO base media box, read independently of the writer. <c>Content</c> follows size and type.</summary>
internal sealed record Box(string Type, int Offset, ReadOnlyMemory<byte> Content, IReadOnlyList<Box> Children)
{
    private static readonly HashSet<string> Containers = ["moov", "trak", "mdia", "minf", "dinf", "stbl", "mvex", "moof", "traf"];

    public int Size => Content.Length + 8;

    public static List<Box> ReadAll(ReadOnlyMemory<byte> bytes, int at = 0)
    {
        var boxes = new List<Box>();
        for (var position = 0; position < bytes.Length;)
        {
            var size = (int)BinaryPrimitives.ReadUInt32BigEndian(bytes.Span[position..]);
            Assert.InRange(size, 8, bytes.Length - position);
            var type = Encoding.ASCII.GetString(bytes.Span.Slice(position + 4, 4));
            var content = bytes.Slice(position + 8, size - 8);
            boxes.Add(new Box(type, at + position, content, Containers.Contains(type) ? ReadAll(content, at + position + 8) : []));
            position += size;
        }
        return boxes;
    }

    public Box Child(string path) => path.Split('/').Aggregate(this, (box, type) => box.Children.Single(child => child.Type == type));

    public uint U32(int at) => BinaryPrimitives.ReadUInt32BigEndian(Content.Span[at..]);

    public int I32(int at) => BinaryPrimitives.ReadInt32BigEndian(Content.Span[at..]);

    public ulong U64(int at) => BinaryPrimitives.ReadUInt64BigEndian(Content.Span[at..]);
}

/// <summary>What a media section says.</summary>
internal sealed record MediaSection(uint Sequence, ulong DecodeTime, IReadOnlyList<(uint Duration, uint Size, uint Flags, int Offset)> Samples, ReadOnlyMemory<byte> Data)
{
    public ulong EndTime => DecodeTime + (ulong)Samples.Sum(sample => sample.Duration);

    public static MediaSection Read(ReadOnlyMemory<byte> bytes)
    {
        var boxes = Box.ReadAll(bytes);
        Assert.Equal(["moof", "mdat"], boxes.Select(box => box.Type));
        var run = boxes[0].Child("traf/trun");
        var count = (int)run.U32(4);
        Assert.Equal(12 + (16 * count), run.Content.Length);
        Assert.Equal((uint)(boxes[0].Size + 8), run.U32(8));
        var samples = Enumerable.Range(0, count).Select(i => 12 + (16 * i)).Select(at => (run.U32(at), run.U32(at + 4), run.U32(at + 8), run.I32(at + 12))).ToList();
        Assert.Equal(boxes[1].Content.Length, samples.Sum(sample => sample.Item2));
        return new MediaSection(boxes[0].Child("mfhd").U32(4), boxes[0].Child("traf/tfdt").U64(4), samples, boxes[1].Content);
    }
}
