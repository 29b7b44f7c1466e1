using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using Shoreline.Greengrass.Ipc.EventStream;
using Shoreline.Greengrass.Ipc.Rpc;

namespace Shoreline.Greengrass.Tests.Ipc;

/// <summary>Lengths, headers and checksums that cannot be (greengrass-ipc, section 2).</summary>
public sealed class EventMessageTests
{
    [Theory]
    [InlineData(15, 0)]
    [InlineData(0, 0)]
    [InlineData(25 << 20, 0)]
    [InlineData(-1, 0)]
    [InlineData(16, 1)]
    [InlineData(100, 85)]
    [InlineData(100, -1)]
    [InlineData(16, int.MinValue)]
    public void An_impossible_length_is_refused_as_soon_as_it_is_there(int length, int headers)
    {
        var prelude = new byte[EventStreamFormat.PreludeBytes];
        BinaryPrimitives.WriteInt32BigEndian(prelude, length);
        BinaryPrimitives.WriteInt32BigEndian(prelude.AsSpan(4), headers);
        BinaryPrimitives.WriteUInt32BigEndian(prelude.AsSpan(8), Crc32.HashToUInt32(prelude.AsSpan(0, 8)));
        var received = new ReadOnlySequence<byte>(prelude);
        Assert.Equal(DecodeStatus.BadLength, EventMessage.TryRead(ref received, EventStreamFormat.MaxMessageBytes, out _));
    }

    [Fact]
    public void The_largest_message_is_written_and_read_and_one_byte_more_is_neither()
    {
        var payload = new byte[EventStreamFormat.MaxMessageBytes - EventStreamFormat.FrameBytes];
        payload[^1] = 7;
        var output = new ArrayBufferWriter<byte>(EventStreamFormat.MaxMessageBytes);
        EventMessage.Write(output, [], payload);
        var received = Chunks.Of(output.WrittenMemory, 1 << 16);
        Assert.Equal(DecodeStatus.Whole, EventMessage.TryRead(ref received, EventStreamFormat.MaxMessageBytes, out var message));
        Assert.Equal(payload.Length, message.Payload.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => EventMessage.Write(output, [1], payload));
        received = Chunks.Of(output.WrittenMemory, 1 << 16);
        Assert.Equal(DecodeStatus.BadLength, EventMessage.TryRead(ref received, EventStreamFormat.MaxMessageBytes - 1, out _));
    }

    [Theory]
    [InlineData("01 61 0a", "a type that there is not")]
    [InlineData("01 61 ff", "a type that there is not")]
    [InlineData("00 00", "no name")]
    [InlineData("05 61 00", "a name beyond the end")]
    [InlineData("01 61", "no type")]
    [InlineData("01 61 04 00 00 00", "three of four bytes")]
    [InlineData("01 61 07 00", "half a length")]
    [InlineData("01 61 07 00 02 61", "one of two bytes")]
    [InlineData("01 61 07 80 00", "a value above 32,767 bytes")]
    public void Broken_headers_are_refused(string hex, string what)
    {
        var reader = new HeaderReader(Hex.Bytes(hex));
        Assert.False(reader.Next());
        Assert.True(reader.IsBroken, what);
    }

    [Fact]
    public void There_are_at_most_1024_headers()
    {
        var memory = new byte[1025 * 3];
        var writer = new HeaderWriter(memory);
        for (var i = 0; i < 1025; i++) writer.Boolean("a"u8, value: true);
        Assert.Equal((1024, false), Count(memory.AsSpan(0, 1024 * 3)));
        Assert.Equal((1024, true), Count(memory));
    }

    [Fact]
    public void The_first_four_names_are_known_in_any_case_and_need_their_type()
    {
        Assert.Equal(RpcStatus.Ok, Read(":MESSAGE-Type"u8, ":Message-flags"u8, ":STREAM-ID"u8, isText: false));
        Assert.Equal(RpcStatus.MissingHeaders, Read(":message-type"u8, ":message-flags"u8, ":streamid"u8, isText: false));
        Assert.Equal(RpcStatus.MissingHeaders, Read(":message-type"u8, ":message-flags"u8, ":stream-id"u8, isText: true));

        static RpcStatus Read(ReadOnlySpan<byte> type, ReadOnlySpan<byte> flags, ReadOnlySpan<byte> stream, bool isText)
        {
            var memory = new byte[200];
            var writer = new HeaderWriter(memory);
            writer.Number32(type, 0);
            writer.Number32(flags, 0);
            if (isText) writer.Text(stream, "1"u8);
            else writer.Number32(stream, 1);
            return RpcMessage.TryRead(new EventMessage(new ReadOnlySequence<byte>(memory, 0, writer.Length), default), out _);
        }
    }

    [Fact]
    public void A_ping_is_answered_with_its_payload_and_its_own_headers()
    {
        var memory = new byte[200];
        var writer = new HeaderWriter(memory);
        writer.Number32(":message-type"u8, (int)MessageType.Ping);
        writer.Text("mine"u8, "yes"u8);
        writer.Number32(":message-flags"u8, 0);
        writer.Text(":content-type"u8, "text/plain"u8);
        writer.Number32(":stream-id"u8, 0);
        writer.Boolean("also"u8, value: false);
        var headers = new ReadOnlySequence<byte>(memory, 0, writer.Length);
        Assert.Equal(
            RpcStatus.Ok, RpcMessage.TryRead(new EventMessage(headers, new ReadOnlySequence<byte>("abc"u8.ToArray())), out var ping));
        var output = new ArrayBufferWriter<byte>();
        RpcWriter.PingResponse(output, ping);
        var received = new ReadOnlySequence<byte>(output.WrittenMemory);
        Assert.Equal(DecodeStatus.Whole, EventMessage.TryRead(ref received, 1000, out var answer));
        Assert.Equal("abc"u8, answer.Payload.FirstSpan);
        var names = new List<string>();
        var reader = new HeaderReader(answer.Headers.FirstSpan);
        while (reader.Next()) names.Add($"{System.Text.Encoding.UTF8.GetString(reader.Name)} {reader.Type}");
        Assert.Equal([":message-type Number32", ":message-flags Number32", ":stream-id Number32", "mine Text", "also False"], names);
    }

    private static (int Count, bool IsBroken) Count(ReadOnlySpan<byte> headers)
    {
        var reader = new HeaderReader(headers);
        var count = 0;
        while (reader.Next()) count++;
        return (count, reader.IsBroken);
    }
}
