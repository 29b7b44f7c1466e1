using System.Buffers.Binary;
using Shoreline.Greengrass.Cbor;
using Shoreline.Greengrass.StreamManager.Definitions;
using Shoreline.Greengrass.StreamManager.Framing;
using Shoreline.Greengrass.StreamManager.Messages;

namespace Shoreline.Edge.Tests.StreamManager;

/// <summary>What clients send, from the first byte to the last, and ways to spoil it.</summary>
internal sealed class Conversations
{
    private const int Streams = 8;
    private static readonly byte[] Levels = [0x81, 0x9f, 0xa1, 0xbf, 0xc1, 0x5f, 0x7f];
    private readonly byte[] _handshake = [1, .. Frame(new ConnectRequest
    {
        RequestId = "c",
        ProtocolVersion = "1.1.0",
        OtherSupportedProtocolVersions = ["1.0.0"],
        SdkVersion = "1.1.1",
    })];
    private readonly List<byte[]> _requests = [];

    public Conversations()
    {
        for (var i = 0; i < Streams; i++)
        {
            var name = StreamName(i);
            StreamManagerRequest[] requests =
            [
                new CreateMessageStreamRequest { RequestId = "create", Definition = Definition(name) },
                new AppendMessageRequest { RequestId = "append", Name = name, Payload = new byte[10 + 50 * i] },
                new AppendMessageRequest { RequestId = " ", Name = name, Payload = new byte[] { 0xde, 0xad, 0xbe, 0xef } },
                new ReadMessagesRequest
                {
                    RequestId = "read",
                    StreamName = name,
                    ReadMessagesOptions = new() { MinMessageCount = 1, MaxMessageCount = 20, ReadTimeoutMillis = 5000 },
                },
                new ReadMessagesRequest { RequestId = "read", StreamName = name },
                new DescribeMessageStreamRequest { RequestId = "describe", Name = name },
                new UpdateMessageStreamRequest { RequestId = "update", Definition = Definition(name) with { MaxSize = 1 << 16 } },
                new ListStreamsRequest { RequestId = "list" },
                new DeleteMessageStreamRequest { RequestId = "delete", Name = name },
            ];
            _requests.AddRange(requests.Select(Frame));
        }
    }

    public static string StreamName(int i) => $"fuzz-{i % Streams}";

    /// <summary>A conversation with something wrong in it, most often behind the handshake.</summary>
    public byte[] Spoiled(Random random)
    {
        var bytes = new List<byte>(_handshake);
        for (var i = random.Next(1, 6); i > 0; i--) bytes.AddRange(_requests[random.Next(_requests.Count)]);
        var from = random.Next(10) == 0 ? 0 : _handshake.Length;
        for (var i = random.Next(1, 4); i > 0; i--) Spoil(bytes, from, random);
        return [.. bytes];
    }

    private void Spoil(List<byte> bytes, int from, Random random)
    {
        if (bytes.Count <= from) return;
        var at = random.Next(from, bytes.Count);
        switch (random.Next(9))
        {
            case 0 or 1: // flip
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 2: // cut
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 3: // leave out
                bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at));
                break;
            case 4: // splice
                var other = _requests[random.Next(_requests.Count)];
                var begin = random.Next(other.Length);
                bytes.InsertRange(at, other[begin..random.Next(begin, other.Length)]);
                break;
            case 5: // a lie about a length, at a frame's header or wherever it hits
                var length = new byte[4];
                BinaryPrimitives.WriteInt32BigEndian(length, random.Next(4) switch { 0 => random.Next(int.MinValue, 3), 1 => random.Next(2, 1000), 2 => random.Next(1 << 18, 1 << 26), _ => random.Next() });
                Overwrite(random.Next(2) == 0 ? from : at, length);
                break;
            case 6: // a huge length inside the CBOR
                Overwrite(at, [(byte)(random.Next(2, 6) << 5 | random.Next(24, 28)), 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
                break;
            case 7: // deep nesting in a frame of its own
                var nested = Enumerable.Repeat(Levels[random.Next(Levels.Length)], random.Next(1, 3000)).ToArray();
                var header = new byte[FrameHeader.Bytes];
                new FrameHeader(nested.Length + 1, (Greengrass.StreamManager.Operation)random.Next(18)).Write(header);
                bytes.InsertRange(from, [.. header, .. nested]);
                break;
            default: // noise
                var noise = new byte[random.Next(1, 30)];
                random.NextBytes(noise);
                Overwrite(at, noise);
                break;
        }

        void Overwrite(int position, byte[] with)
        {
            for (var i = 0; i < with.Length && position + i < bytes.Count; i++) bytes[position + i] = with[i];
        }
    }

    private static MessageStreamDefinition Definition(string name) => new()
    {
        Name = name,
        StrategyOnFull = StrategyOnFull.OverwriteOldestData,
        Persistence = Persistence.Memory,
        MaxSize = 1 << 15,
        StreamSegmentSize = 1 << 12,
        ExportDefinition = new()
        {
            Kinesis = [new() { Identifier = "k", KinesisStreamName = "lake", BatchSize = 3 }],
            IoTSiteWise = [new() { Identifier = "w" }],
        },
    };

    private static byte[] Frame(StreamManagerRequest request)
    {
        using var writer = new CborWriter();
        FrameWriter.Add(writer, request);
        return writer.Written.ToArray();
    }
}
