using System.Buffers;
using System.Buffers.Binary;
using Shoreline.Greengrass.Ipc.EventStream;

namespace Shoreline.Greengrass.Tests.Ipc;

/// <summary>A message with headers of every type, the same for the same seed.</summary>
internal sealed class RandomMessage
{
    private readonly Random _random;

    public RandomMessage(int seed)
    {
        _random = new Random(seed);
        var memory = new byte[1 << 17];
        var writer = new HeaderWriter(memory);
        var count = _random.Next(6);
        for (var i = 0; i < count; i++) Expected.Add(Add(ref writer));
        Headers = memory[..writer.Length];
        Payload = Bytes(_random.Next(2_000));
        var output = new ArrayBufferWriter<byte>();
        EventMessage.Write(output, Headers, Payload);
        Written = output.WrittenSpan.ToArray();
    }

    /// <summary>Name, type and value of each header.</summary>
    public List<(string Name, HeaderType Type, string ValueHex)> Expected { get; } = [];

    public byte[] Headers { get; }

    public byte[] Payload { get; }

    public byte[] Written { get; }

    private (string Name, HeaderType Type, string ValueHex) Add(ref HeaderWriter writer)
    {
        var name = Bytes(1 + _random.Next(EventStreamFormat.MaxHeaderNameBytes));
        var value = Bytes(_random.Next(2) == 0 ? _random.Next(40) : _random.Next(1 << 12));
        Span<byte> fixedSize = stackalloc byte[16];
        _random.NextBytes(fixedSize);
        var type = (HeaderType)_random.Next(10);
        switch (type)
        {
            case HeaderType.True or HeaderType.False:
                writer.Boolean(name, type == HeaderType.True);
                return Result(name, type, []);
            case HeaderType.Number8:
                writer.Number8(name, (sbyte)fixedSize[0]);
                return Result(name, type, fixedSize[..1]);
            case HeaderType.Number16:
                writer.Number16(name, BinaryPrimitives.ReadInt16BigEndian(fixedSize));
                return Result(name, type, fixedSize[..2]);
            case HeaderType.Number32:
                writer.Number32(name, BinaryPrimitives.ReadInt32BigEndian(fixedSize));
                return Result(name, type, fixedSize[..4]);
            case HeaderType.Number64:
                writer.Number64(name, BinaryPrimitives.ReadInt64BigEndian(fixedSize));
                return Result(name, type, fixedSize[..8]);
            case HeaderType.Timestamp:
                fixedSize[..3].Clear(); // a year that there is
                writer.Timestamp(name, DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(fixedSize)));
                return Result(name, type, fixedSize[..8]);
            case HeaderType.Uuid:
                writer.Uuid(name, new Guid(fixedSize, bigEndian: true));
                return Result(name, type, fixedSize);
            case HeaderType.Bytes:
                writer.Bytes(name, value);
                return Result(name, type, value);
            default:
                writer.Text(name, value);
                return Result(name, HeaderType.Text, value);
        }
    }

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    private static (string Name, HeaderType Type, string ValueHex) Result(byte[] name, HeaderType type, ReadOnlySpan<byte> value) =>
        (Convert.ToHexString(name), type, Convert.ToHexString(value));
}
