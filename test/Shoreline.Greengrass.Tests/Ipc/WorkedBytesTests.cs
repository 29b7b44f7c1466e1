using System.Buffers;
using System.Text;
using System.Text.Json;
using Shoreline.Greengrass.Ipc.EventStream;
using Shoreline.Greengrass.Ipc.Model;
using Shoreline.Greengrass.Ipc.Rpc;

namespace Shoreline.Greengrass.Tests.Ipc;

/// <summary>The worked bytes of greengrass-ipc, section 10, read and written (acceptance 1).</summary>
public sealed class WorkedBytesTests
{
    private readonly ArrayBufferWriter<byte> _output = new();

    [Fact]
    public void Connect_is_read_and_written()
    {
        var message = Read(WorkedBytes.Connect);
        Assert.Equal(
            (MessageType.Connect, MessageFlags.None, 0, "0.1.0"), (message.Type, message.Flags, message.StreamId, Text(message.Version)));
        Assert.Equal("Q7ZK2M9XW4T1B8RD", JsonSerializer.Deserialize(message.Payload.ToArray(), IpcJson.Wire.ConnectPayload)!.AuthToken);
        var payload = new ConnectPayload { AuthToken = "Q7ZK2M9XW4T1B8RD" };
        RpcWriter.Connect(_output, JsonSerializer.SerializeToUtf8Bytes(payload, IpcJson.Wire.ConnectPayload));
        Assert.Equal(WorkedBytes.Connect, _output.WrittenSpan);
    }

    [Fact]
    public void An_acceptance_is_read_and_written()
    {
        var message = Read(WorkedBytes.ConnectAck);
        Assert.Equal((MessageType.ConnectAck, MessageFlags.ConnectionAccepted, 0), (message.Type, message.Flags, message.StreamId));
        Assert.True(message.Payload.IsEmpty);
        RpcWriter.ConnectAck(_output, isAccepted: true);
        Assert.Equal(WorkedBytes.ConnectAck, _output.WrittenSpan);
    }

    [Fact]
    public void A_refusal_differs_in_its_flags_and_checksum_only()
    {
        RpcWriter.ConnectAck(_output, isAccepted: false);
        var expected = (byte[])WorkedBytes.ConnectAck.Clone();
        expected[0x32] = 0;
        new byte[] { 0x65, 0x91, 0x29, 0x3e }.CopyTo(expected, expected.Length - 4);
        Assert.Equal(expected, _output.WrittenSpan);
    }

    [Fact]
    public void A_request_is_read_and_written()
    {
        var message = Read(WorkedBytes.Subscribe);
        Assert.Equal((MessageType.Application, MessageFlags.None, 1), (message.Type, message.Flags, message.StreamId));
        Assert.Equal(IpcOperations.SubscribeToTopic.ToString(), Text(message.Operation));
        Assert.Equal("cam/7/motion", JsonSerializer.Deserialize(message.Payload.ToArray(), IpcJson.Wire.SubscribeToTopicRequest)!.Topic);
        RpcWriter.Request(_output, 1, IpcOperations.SubscribeToTopic.FullName, """{"topic":"cam/7/motion"}"""u8);
        Assert.Equal(WorkedBytes.Subscribe, _output.WrittenSpan);
    }

    [Fact]
    public void A_response_that_keeps_its_stream_open_is_read_and_written()
    {
        var message = Read(WorkedBytes.Subscribed);
        Assert.Equal((MessageType.Application, MessageFlags.None, 1), (message.Type, message.Flags, message.StreamId));
        Assert.Equal(
            ("application/json", "aws.greengrass#SubscribeToTopicResponse"), (Text(message.ContentType), Text(message.ServiceModelType)));
        Write(MessageType.Application, MessageFlags.None, 1, IpcOperations.SubscribeToTopic.ResponseShape, "{}"u8);
        Assert.Equal(WorkedBytes.Subscribed, _output.WrittenSpan);
    }

    [Fact]
    public void An_event_is_read_and_written()
    {
        var message = Read(WorkedBytes.Event);
        Assert.Equal((MessageType.Application, MessageFlags.None, 1), (message.Type, message.Flags, message.StreamId));
        var received = JsonSerializer.Deserialize(message.Payload.ToArray(), IpcOperations.SubscribeToTopic.Event)!.BinaryMessage!;
        Assert.Equal(("hello", "cam/7/motion"), (Text(received.Message!.Value), received.Context!.Topic));
        var sent = new SubscriptionResponseMessage { BinaryMessage = new() { Message = "hello"u8.ToArray(), Context = new("cam/7/motion") } };
        var payload = JsonSerializer.SerializeToUtf8Bytes(sent, IpcOperations.SubscribeToTopic.Event);
        Write(MessageType.Application, MessageFlags.None, 1, IpcOperations.SubscribeToTopic.EventShape, payload);
        Assert.Equal(WorkedBytes.Event, _output.WrittenSpan);
    }

    [Fact]
    public void The_end_of_a_stream_is_read_and_written()
    {
        var message = Read(WorkedBytes.Terminate);
        Assert.Equal((MessageType.Application, true, 1), (message.Type, message.Terminates, message.StreamId));
        RpcWriter.Terminate(_output, 1);
        Assert.Equal(WorkedBytes.Terminate, _output.WrittenSpan);
    }

    [Fact]
    public void An_error_is_read_and_written()
    {
        var message = Read(WorkedBytes.Unauthorized);
        Assert.Equal((MessageType.ApplicationError, true, 2), (message.Type, message.Terminates, message.StreamId));
        Assert.Equal("denied", JsonSerializer.Deserialize(message.Payload.ToArray(), IpcJson.Wire.IpcError)!.Message);
        var shape = Encoding.UTF8.GetBytes(IpcOperation.Namespace + ErrorShapes.Unauthorized);
        var payload = JsonSerializer.SerializeToUtf8Bytes(new IpcError { Message = "denied" }, IpcJson.Wire.IpcError);
        Write(MessageType.ApplicationError, MessageFlags.TerminateStream, 2, shape, payload);
        Assert.Equal(WorkedBytes.Unauthorized, _output.WrittenSpan);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(13)]
    [InlineData(int.MaxValue)]
    public void One_after_the_other_they_are_read_in_pieces_of_any_size(int size)
    {
        var all = WorkedBytes.All.SelectMany(m => m).ToArray();
        var rest = Chunks.Of(all, Math.Min(size, all.Length));
        var read = new List<int>();
        while (!rest.IsEmpty)
        {
            var before = rest;
            Assert.Equal(DecodeStatus.Whole, EventMessage.TryRead(ref rest, EventStreamFormat.MaxMessageBytes, out var message));
            Assert.Equal(RpcStatus.Ok, RpcMessage.TryRead(message, out _));
            var one = before.Slice(0, before.Length - rest.Length).ToArray();
            read.Add(one.Length);
            Assert.Equal(WorkedBytes.All[read.Count - 1], one);
        }
        Assert.Equal(WorkedBytes.All.Select(m => m.Length), read);
    }

    [Fact]
    public void Until_their_last_byte_is_there_they_wait_for_more()
    {
        foreach (var bytes in WorkedBytes.All)
        {
            for (var length = 0; length < bytes.Length; length++)
            {
                var received = new ReadOnlySequence<byte>(bytes, 0, length);
                Assert.Equal(DecodeStatus.Incomplete, EventMessage.TryRead(ref received, EventStreamFormat.MaxMessageBytes, out _));
                Assert.Equal(length, received.Length);
            }
        }
    }

    private static RpcMessage Read(byte[] bytes)
    {
        var received = new ReadOnlySequence<byte>(bytes);
        Assert.Equal(DecodeStatus.Whole, EventMessage.TryRead(ref received, bytes.Length, out var message));
        Assert.True(received.IsEmpty);
        Assert.Equal(RpcStatus.Ok, RpcMessage.TryRead(message, out var rpc));
        return rpc;
    }

    private void Write(MessageType type, MessageFlags flags, int streamId, ReadOnlySpan<byte> shape, ReadOnlySpan<byte> payload) =>
        RpcWriter.Application(_output, type, flags, streamId, shape, RpcNames.Json, payload);

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
