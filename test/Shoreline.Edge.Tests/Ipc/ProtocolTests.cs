using System.Buffers.Binary;
using System.IO.Hashing;
using Shoreline.Greengrass.Ipc.Model;
using Shoreline.Greengrass.Ipc.Rpc;

namespace Shoreline.Edge.Tests.Ipc;

/// <summary>
/// Framing, streams and pings (greengrass-ipc, sections 2 and 3; acceptance 2, 4 and 5). Another connection is served all the while.
/// </summary>
public sealed class ProtocolTests : IAsyncLifetime
{
    private readonly ServedIpc _served = new();
    private IpcClient _client = null!;
    private IpcClient _other = null!;

    public async ValueTask InitializeAsync()
    {
        _client = await _served.ConnectAsync("a");
        _other = await _served.ConnectAsync("b");
    }

    public async ValueTask DisposeAsync()
    {
        await _other.AssertQuietAsync(); // whatever happened beside it
        _client.Dispose();
        _other.Dispose();
        await _served.DisposeAsync();
    }

    [Theory]
    [InlineData(15, 0)]
    [InlineData(25 << 20, 0)]
    [InlineData(-1, 0)]
    [InlineData(100, 90)]
    public async Task Acceptance_2_an_impossible_length_closes_the_connection(int length, int headers)
    {
        var prelude = new byte[12];
        BinaryPrimitives.WriteInt32BigEndian(prelude, length);
        BinaryPrimitives.WriteInt32BigEndian(prelude.AsSpan(4), headers);
        BinaryPrimitives.WriteUInt32BigEndian(prelude.AsSpan(8), Crc32.HashToUInt32(prelude.AsSpan(0, 8)));
        await _client.SendAsync(prelude);
        Assert.Null(await _client.ReadAsync());
    }

    [Theory]
    [InlineData(9)]
    [InlineData(40)]
    [InlineData(-1)]
    public async Task Acceptance_2_a_wrong_checksum_closes_the_connection(int damagedByte)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        RpcWriter.Request(output, 1, IpcOperations.PublishToTopic.FullName, "{}"u8);
        var bytes = output.WrittenSpan.ToArray();
        bytes[damagedByte < 0 ? ^1 : damagedByte] ^= 1;
        await _client.SendAsync(bytes);
        Assert.Null(await _client.ReadAsync());
    }

    [Fact]
    public async Task Acceptance_2_an_unknown_header_type_closes_the_connection()
    {
        await _client.SendAsync(output => Greengrass.Ipc.EventStream.EventMessage.Write(output, [1, (byte)'a', 10], default));
        Assert.Null(await _client.ReadAsync());
    }

    [Fact]
    public async Task A_message_without_the_three_headers_is_a_protocol_error()
    {
        await _client.SendAsync(output => Greengrass.Ipc.EventStream.EventMessage.Write(output, [1, (byte)'a', 0], default));
        Assert.Contains(":message-type", await _client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0, 2, "aws.greengrass#ListComponents", "1 comes next")]
    [InlineData(0, 0, 0, "aws.greengrass#ListComponents", "stream id 0")]
    [InlineData(0, 0, -5, "aws.greengrass#ListComponents", "stream id -5")]
    [InlineData(0, 0, 1, null, "without an operation")]
    [InlineData(0, 2, 2, "aws.greengrass#ListComponents", "1 comes next")]
    [InlineData(1, 0, 1, "aws.greengrass#ListComponents", "type 1")]
    [InlineData(2, 0, 1, null, "type 2")]
    [InlineData(4, 0, 1, null, "type 4")]
    [InlineData(5, 0, 0, null, "type 5")]
    [InlineData(9, 0, 0, null, "type 9")]
    public async Task Acceptance_4_a_broken_rule_of_streams_is_a_protocol_error(
        int type, int flags, int stream, string? operation, string error)
    {
        await _client.SendAsync(
            output => RawMessages.Write(output, type, flags, stream, "{}", operation is null ? null : ("operation", operation)));
        Assert.Contains(error, await _client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Acceptance_4_a_finished_id_is_not_used_again()
    {
        await _client.AssertQuietAsync(); // stream 1
        await _client.SendAsync(output => RawMessages.Write(output, 0, 0, 1, "{}", ("operation", "aws.greengrass#ListComponents")));
        Assert.Contains("used before", await _client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Acceptance_5_the_end_of_a_finished_stream_is_ignored()
    {
        await _client.AssertQuietAsync(); // stream 1
        await _client.TerminateAsync(1);
        await _client.SendAsync(output => RawMessages.Write(output, 1, 2, 1, ""));
        await _client.AssertQuietAsync();
    }

    [Fact]
    public async Task An_opening_message_that_also_ends_does_nothing()
    {
        await _client.SendAsync(output => RawMessages.Write(output, 0, 2, 1, """{"topic":"t"}""", ("operation", "aws.greengrass#SubscribeToTopic")));
        Assert.Equal(0, _served.Parts.Topics.NodeCount);
        await _client.SendAsync(output => RawMessages.Write(output, 0, 0, 2, """{"topic":"t"}""", ("operation", "aws.greengrass#SubscribeToTopic")));
        Assert.Equal((2, "SubscribeToTopicResponse"), (await _client.ReadAsync()) is { } m ? (m.StreamId, m.ShapeName) : default);
    }

    [Fact]
    public async Task Messages_of_a_client_on_an_open_stream_are_ignored()
    {
        await _client.OkAsync(IpcOperations.SubscribeToTopic, """{"topic":"t"}""");
        await _client.SendAsync(output => RawMessages.Write(output, 0, 0, 1, """{"x":1}"""));
        await _client.AssertQuietAsync();
    }

    [Fact]
    public async Task A_ping_is_answered_with_its_payload()
    {
        await _client.SendAsync(output => RpcWriter.Ping(output, "hello"u8));
        var answer = await _client.ReadAsync();
        Assert.Equal((MessageType.PingResponse, 0, "hello"), (answer!.Type, answer.StreamId, answer.Payload));
        await _client.SendAsync(output => RawMessages.Write(output, (int)MessageType.PingResponse, 0, 0, ""));
        await _client.AssertQuietAsync();
    }

    [Fact]
    public async Task An_unknown_operation_is_answered_without_a_shape()
    {
        await _client.SendAsync(output => RawMessages.Write(output, 0, 0, 1, "{}", ("operation", "aws.greengrass#Fly")));
        var answer = await _client.ReadAsync();
        Assert.Equal((MessageType.ApplicationError, true), (answer!.Type, answer.Terminates));
        Assert.Equal(("application/json", ""), (answer.ContentType, answer.Shape));
        Assert.Equal("""{"error":"Unsupported Operation","message":"aws.greengrass#Fly is an unsupported operation."}""", answer.Payload);
        await _client.SendAsync(output => RawMessages.Write(output, 0, 0, 2, "{}", ("operation", new string('x', 30_000))));
        Assert.Equal(2, (await _client.ReadAsync())!.StreamId);
    }

    [Fact]
    public async Task Operations_that_nobody_carries_out_yet_are_not_supported()
    {
        var (shape, message) = await _client.ErrorAsync(IpcOperations.SubscribeToCertificateUpdates);
        Assert.Equal(
            ("ServiceError", "Operation aws.greengrass#SubscribeToCertificateUpdates is not supported by Greengrass"), (shape, message));
    }

    [Fact]
    public async Task Errors_have_the_members_of_the_classic_nucleus()
    {
        var answer = await _client.CallAsync(IpcOperations.UpdateState, """{"state":"FINE"}""");
        Assert.Equal(("aws.greengrass#GreengrassCoreIPC", "ServiceError"),
            (answer.Json.GetProperty("_service").GetString(), answer.Json.GetProperty("_errorCode").GetString()));
        Assert.Equal(answer.Json.GetProperty("message").GetString(), answer.Json.GetProperty("_message").GetString());
    }

    [Fact]
    public async Task Requests_in_one_piece_and_byte_by_byte_are_the_same()
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        RpcWriter.Request(output, 1, IpcOperations.SubscribeToTopic.FullName, """{"topic":"t"}"""u8);
        for (var i = 2; i < 50; i++) RpcWriter.Request(output, i, IpcOperations.PublishToTopic.FullName, """{"topic":"t","publishMessage":{"binaryMessage":{"message":""}}}"""u8);
        foreach (var single in output.WrittenSpan[..600].ToArray()) await _client.SendAsync(new[] { single });
        await _client.SendAsync(output.WrittenMemory[600..]);
        var answered = 0;
        var events = 0;
        while (answered < 49 || events < 48)
        {
            if ((await _client.ReadAsync())!.ShapeName == "SubscriptionResponseMessage") events++;
            else answered++;
        }
        await _other.AssertQuietAsync();
    }

    [Fact]
    public async Task Streams_beyond_the_limit_are_refused_and_the_connection_goes_on()
    {
        await using var served = new ServedIpc(o => o with { MaxStreams = 3 });
        using var client = await served.ConnectAsync("a");
        for (var i = 0; i < 3; i++) await client.OkAsync(IpcOperations.SubscribeToTopic, """{"topic":"t"}""");
        Assert.Equal("ServiceError", await client.ErrorShapeAsync(IpcOperations.SubscribeToTopic, """{"topic":"t"}"""));
        await client.TerminateAsync(1);
        await client.OkAsync(IpcOperations.SubscribeToTopic, """{"topic":"t"}""");
    }

    [Fact]
    public async Task Stopping_the_server_closes_its_connections()
    {
        await using var served = new ServedIpc();
        using var client = await served.ConnectAsync("a");
        await client.OkAsync(IpcOperations.SubscribeToTopic, """{"topic":"t"}""");
        await served.Server.DisposeAsync();
        Assert.Null(await client.ReadAsync());
    }
}
