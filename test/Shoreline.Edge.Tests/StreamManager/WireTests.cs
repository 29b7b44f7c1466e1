using Shoreline.Edge.StreamManager;
using Shoreline.Greengrass.StreamManager;
using Shoreline.Greengrass.StreamManager.Definitions;
using Shoreline.Greengrass.StreamManager.Messages;
using Shoreline.Sdk;

namespace Shoreline.Edge.Tests.StreamManager;

/// <summary>
/// The server's side of the wire, byte for byte: the specification's worked exchanges and its rules for malformed input (1.4 to 1.8, 7).
/// </summary>
public sealed class WireTests : IAsyncLifetime
{
    private const string RequestIdX = "69 726571756573744964 61 78"; // "requestId": "x"
    private ServedStore _served = null!;

    /// <summary>The moment of the specification's message.</summary>
    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);
    }

    public async ValueTask InitializeAsync() =>
        _served = await ServedStore.StartAsync(new StreamServerOptions { MaxFrameBytes = 4096, MaxConnections = 20 });

    public ValueTask DisposeAsync() => _served.DisposeAsync();

    [Fact]
    public async Task The_worked_exchanges_go_as_written()
    {
        await using var served = await ServedStore.StartAsync(storeTime: new FixedClock());
        for (var i = 1; i < 7; i++) (await served.ConnectRawAsync()).Dispose(); // the specification's is the seventh
        using var client = await served.ConnectRawAsync(shakeHands: false);
        await client.SendAsync(RawClient.Hex("""
            01 0000005e 01 a4 69 726571756573744964 63 632d31 6f 70726f746f636f6c56657273696f6e 65 312e312e30
            78 1e 6f74686572537570706f7274656450726f746f636f6c56657273696f6e73 81 65 312e302e30 6a 73646b56657273696f6e 65 312e312e31
            """));
        await Answers(client, """
            01 0000007d 06 a6 69 726571756573744964 63 632d31 66 737461747573 00 6f 70726f746f636f6c56657273696f6e 65 312e312e30
            78 19 737570706f7274656450726f746f636f6c56657273696f6e73 82 65 312e312e30 65 312e302e30
            6d 73657276657256657273696f6e 65 302e312e30 70 636c69656e744964656e746966696572 61 37
            """);
        await client.SendAsync(RawClient.Hex("""
            0000005b 02 a2 69 726571756573744964 63 722d31 6a 646566696e6974696f6e a4 64 6e616d65 65 63616d2d31
            67 6d617853697a65 1a 10000000 71 73747265616d5365676d656e7453697a65 1a 01000000 6e 73747261746567794f6e46756c6c 01
            """));
        await Answers(client, "00000018 07 a2 69 726571756573744964 63 722d31 66 737461747573 00");
        await client.SendAsync(
            RawClient.Hex("00000028 04 a3 69 726571756573744964 63 722d32 64 6e616d65 65 63616d2d31 67 7061796c6f6164 44 deadbeef"));
        await Answers(client, "00000028 09 a3 69 726571756573744964 63 722d32 66 737461747573 00 6e 73657175656e63654e756d626572 00");
        await client.SendAsync(RawClient.Hex("""
            0000008a 05 a3 69 726571756573744964 63 722d33 6a 73747265616d4e616d65 65 63616d2d31 73 726561644d657373616765734f7074696f6e73 a4
            78 1a 64657369726564537461727453657175656e63654e756d626572 00 6f 6d696e4d657373616765436f756e74 01
            6f 6d61784d657373616765436f756e74 0a 71 7265616454696d656f75744d696c6c6973 19 03e8
            """));
        await Answers(client, """
            00000065 0a a3 69 726571756573744964 63 722d33 68 6d65737361676573 81 a4 6a 73747265616d4e616d65 65 63616d2d31
            6e 73657175656e63654e756d626572 00 6a 696e6765737454696d65 1b 0000018bcfe56800 67 7061796c6f6164 44 deadbeef 66 737461747573 00
            """);
        await client.SendAsync(RawClient.Hex("00000010 0b a1 69 726571756573744964 63 722d35"));
        await Answers(client, "00000027 0c a3 69 726571756573744964 63 722d35 66 737461747573 00 67 73747265616d73 81 65 63616d2d31");
        await client.SendAsync(RawClient.Hex("0000001b 0d a2 69 726571756573744964 63 722d37 64 6e616d65 65 63616d2d31"));
        await Answers(client, """
            00000135 0e a3 69 726571756573744964 63 722d37 66 737461747573 00 71 6d65737361676553747265616d496e666f a3
            6a 646566696e6974696f6e a7 64 6e616d65 65 63616d2d31 67 6d617853697a65 1a 10000000
            71 73747265616d5365676d656e7453697a65 1a 01000000 6e 73747261746567794f6e46756c6c 01
            6b 70657273697374656e6365 00 6c 666c7573684f6e5772697465 f4 70 6578706f7274446566696e6974696f6e a5
            64 68747470 80 6c 696f74416e616c7974696373 80 67 6b696e65736973 80 6b 496f745369746577697365 80 6e 73335461736b4578656375746f72 80
            6d 73746f72616765537461747573 a3 74 6f6c6465737453657175656e63654e756d626572 00
            74 6e657765737453657175656e63654e756d626572 00 6a 746f74616c4279746573 18 24
            6e 6578706f72745374617475736573 80
            """);
        await client.SendFrameAsync(42, "a1 69 726571756573744964 63 722d36");
        await Answers(client, """
            0000003a 11 a3 69 726571756573744964 63 722d36 66 737461747573 12
            6c 6572726f724d657373616765 74 756e6b6e6f776e206f7065726174696f6e203432
            """);
    }

    [Fact]
    public async Task A_java_client_s_indefinite_map_and_chunked_text_and_a_byte_at_a_time_are_taken()
    {
        using var client = await _served.ConnectRawAsync();
        await CreateAsync(client, "cam-1");
        foreach (var b in RawClient.Hex("00000029 04 bf 69 726571756573744964 63 722d32 64 6e616d65 65 63616d2d31 67 7061796c6f6164 44 deadbeef ff"))
        {
            await client.SendAsync(new[] { b });
        }
        Assert.Equal(0, Assert.IsType<AppendMessageResponse>((await client.ReadAsync()).Response).SequenceNumber);
        await client.SendFrameAsync(4, $"bf {RequestIdX} 64 6e616d65 7f 63 63616d 62 2d31 ff 67 7061796c6f6164 5f 41 01 41 02 ff ff");
        Assert.Equal(1, Assert.IsType<AppendMessageResponse>((await client.ReadAsync()).Response).SequenceNumber);
    }

    [Fact]
    public async Task Create_append_and_read_sent_back_to_back_take_effect_in_that_order_even_with_one_request_id()
    {
        using var client = await _served.ConnectRawAsync();
        await client.SendAsync(new CreateMessageStreamRequest
        {
            RequestId = " ",
            Definition = new() { Name = "s", StrategyOnFull = StrategyOnFull.RejectNewData },
        });
        for (byte i = 0; i < 20; i++)
        {
            await client.SendAsync(new AppendMessageRequest { RequestId = " ", Name = "s", Payload = new[] { i } });
        }
        await client.SendAsync(
            new ReadMessagesRequest { RequestId = " ", StreamName = "s", ReadMessagesOptions = new() { MinMessageCount = 20 } });

        Assert.Equal(Operation.CreateMessageStreamResponse, (await client.ReadAsync()).Operation);
        for (var i = 0; i < 20; i++) Assert.Equal(Operation.AppendMessageResponse, (await client.ReadAsync()).Operation);
        var read = Assert.IsType<ReadMessagesResponse>((await client.ReadAsync()).Response);
        Assert.Equal(Enumerable.Range(0, 20), read.Messages!.Select(m => (int)m.Payload.Span[0]));
    }

    [Fact]
    public async Task Messages_and_streams_are_arrays_even_where_there_are_none()
    {
        using var client = await _served.ConnectRawAsync();
        await client.SendAsync(new ListStreamsRequest { RequestId = "l" });
        Assert.Equal(
            RawClient.Hex("69 726571756573744964 61 6c 66 737461747573 00 67 73747265616d73 80"), (await client.ReadAsync()).Frame[6..]);
    }

    [Theory]
    [InlineData("02", 8)] // connect version
    [InlineData("01 00000010 0b a1 69 726571756573744964 63 722d35", 9)] // first operation
    [InlineData("01 00000002 01 80", 3)] // an array
    [InlineData("01 0000000f 01 a1 " + RequestIdX, 3)] // protocolVersion missing
    [InlineData("01 00000025 01 a2 " + RequestIdX + " 6f 70726f746f636f6c56657273696f6e 65 312e322e61", 11)] // 1.2.a
    [InlineData("01 00000025 01 a2 " + RequestIdX + " 6f 70726f746f636f6c56657273696f6e 65 322e302e30", 10)] // 2.0.0
    public async Task A_failed_handshake_is_answered_and_then_closed(string bytes, int status)
    {
        using var client = await _served.ConnectRawAsync(shakeHands: false);
        await client.SendAsync(Framed(bytes));
        Assert.Equal([1], await client.ReadBytesAsync(1));
        var (operation, response, _) = await client.ReadAsync();
        Assert.Equal((Operation.ConnectResponse, (StatusCode)status), (operation, response.Status));
        Assert.False(string.IsNullOrEmpty(response.ErrorMessage));
        Assert.True(await client.IsClosedAsync());
    }

    [Fact]
    public async Task A_client_of_protocol_1_0_is_served_with_what_it_knows()
    {
        using var client = await _served.ConnectRawAsync(shakeHands: false);
        await client.SendAsync(new byte[] { 1 });
        await client.SendAsync(new ConnectRequest { RequestId = "c", ProtocolVersion = "1.0.0" });
        await client.ReadBytesAsync(1);
        Assert.Equal("1.0.0", Assert.IsType<ConnectResponse>((await client.ReadAsync()).Response).ProtocolVersion);
        await CreateAsync(client, "s");
        await client.SendAsync(new UpdateMessageStreamRequest
        {
            RequestId = "u",
            Definition = new() { Name = "s", StrategyOnFull = StrategyOnFull.RejectNewData },
        });
        Assert.True(await client.IsClosedAsync()); // it knows neither the operation nor the status that says so
    }

    [Fact]
    public async Task A_client_of_protocol_1_0_never_hears_a_status_that_it_does_not_know()
    {
        await using var tight = await ServedStore.StartAsync(new StreamServerOptions { MemoryBytes = 1 << 20 });
        using var client = await tight.ConnectRawAsync(shakeHands: false);
        await client.SendAsync(new byte[] { 1 });
        await client.SendAsync(new ConnectRequest
        {
            RequestId = "c",
            ProtocolVersion = "2.0.0",
            OtherSupportedProtocolVersions = ["0.9.0", "1.0.0", "1.1.0"],
        });
        await client.ReadBytesAsync(1);
        // the first of its list that we have
        Assert.Equal("1.0.0", Assert.IsType<ConnectResponse>((await client.ReadAsync()).Response).ProtocolVersion);
        await client.SendAsync(new AppendMessageRequest { RequestId = "a", Name = "s", Payload = new byte[2 << 20] });
        Assert.Equal(StatusCode.UnknownFailure, (await client.ReadAsync()).Response.Status); // not OutOfMemoryError, which came with 1.1.0
        await client.SendFrameAsync(42, "a1 " + RequestIdX);
        Assert.True(await client.IsClosedAsync());
    }

    [Fact]
    public async Task A_request_whose_text_comes_in_chunks_and_whose_numbers_come_as_floats_is_taken()
    {
        using var client = await _served.ConnectRawAsync();
        await client.SendFrameAsync(2, $"bf 69 726571756573744964 7f 61 78 ff 6a 646566696e6974696f6e bf 64 6e616d65 7f 62 6361 61 6d ff 67 6d617853697a65 fa 5f000000 "
            + "71 73747265616d5365676d656e7453697a65 fb 40f0000000000000 6e 73747261746567794f6e46756c6c c1 01 6b 70657273697374656e6365 f6 6f 756e6b6e6f776e2074686572652121 83 01 02 03 ff ff");
        Assert.Equal(StatusCode.Success, (await client.ReadAsync()).Response.Status);
        await client.SendAsync(new DescribeMessageStreamRequest { RequestId = "d", Name = "cam" });
        var definition = Assert.IsType<DescribeMessageStreamResponse>((await client.ReadAsync()).Response).MessageStreamInfo!.Definition;
        Assert.Equal((long.MaxValue, 65_536), (definition.MaxSize, definition.StreamSegmentSize));
    }

    [Theory]
    [InlineData("fb 3ff8000000000000", "f4")] // a fraction
    [InlineData("65 3130303030", "f4")] // text
    [InlineData("19 2000", "01")] // a number for a boolean
    public async Task A_value_of_the_wrong_kind_is_an_invalid_request(string maxSize, string flush)
    {
        using var client = await _served.ConnectRawAsync();
        await client.SendFrameAsync(2, $"a2 {RequestIdX} 6a 646566696e6974696f6e a4 64 6e616d65 61 73 67 6d617853697a65 {maxSize} 6e 73747261746567794f6e46756c6c 01 6c 666c7573684f6e5772697465 {flush}");
        var (_, response, _) = await client.ReadAsync();
        Assert.Equal(StatusCode.InvalidRequest, response.Status);
        Assert.NotEmpty(response.ErrorMessage!);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("größe")]
    [InlineData("line\n")]
    public async Task A_name_that_breaks_the_rule_is_an_invalid_request_not_an_unknown_stream(string name)
    {
        using var client = await _served.ConnectRawAsync();
        StreamManagerRequest[] requests =
        [
            new AppendMessageRequest { RequestId = "x", Name = name, Payload = new byte[] { 1 } },
            new ReadMessagesRequest { RequestId = "x", StreamName = name },
            new DescribeMessageStreamRequest { RequestId = "x", Name = name },
            new DeleteMessageStreamRequest { RequestId = "x", Name = name },
            new CreateMessageStreamRequest
            {
                RequestId = "x",
                Definition = new() { Name = name, StrategyOnFull = StrategyOnFull.RejectNewData },
            },
            new UpdateMessageStreamRequest
            {
                RequestId = "x",
                Definition = new() { Name = name, StrategyOnFull = StrategyOnFull.RejectNewData },
            },
        ];
        foreach (var request in requests)
        {
            await client.SendAsync(request);
            Assert.Equal(
                (request.Operation.Answer(), StatusCode.InvalidRequest),
                ((await client.ReadAsync()) is var answer ? (answer.Operation, answer.Response.Status) : default));
        }
    }

    [Theory]
    [InlineData("02")]
    [InlineData("20")]
    [InlineData("61 31")]
    public async Task An_enum_value_outside_its_table_is_an_invalid_request(string strategy)
    {
        using var client = await _served.ConnectRawAsync();
        await client.SendFrameAsync(
            2, $"a2 {RequestIdX} 6a 646566696e6974696f6e a2 64 6e616d65 61 73 6e 73747261746567794f6e46756c6c {strategy}");
        Assert.Equal(StatusCode.InvalidRequest, (await client.ReadAsync()).Response.Status);
    }

    [Fact]
    public async Task A_read_s_time_runs_from_its_arrival_and_one_that_waits_delays_no_other_request()
    {
        using var client = await _served.ConnectRawAsync();
        await CreateAsync(client, "s");
        await client.SendAsync(
            new ReadMessagesRequest { RequestId = "waits", StreamName = "s", ReadMessagesOptions = new() { ReadTimeoutMillis = 40_000 } });
        for (var i = 0; i < 20; i++)
        {
            await client.SendAsync(new DescribeMessageStreamRequest { RequestId = $"d{i}", Name = "s" });
            Assert.Equal($"d{i}", (await client.ReadAsync()).Response.RequestId);
        }
        await client.SendAsync(new AppendMessageRequest { RequestId = "a", Name = "s", Payload = new byte[] { 1 } });
        var answers = new[] { (await client.ReadAsync()).Response.RequestId, (await client.ReadAsync()).Response.RequestId };
        Assert.Equal(["a", "waits"], answers.Order());
    }

    [Theory]
    [InlineData("00000001 0b")] // no payload
    [InlineData("ffffffff 0b")] // negative
    [InlineData("40000001 0b")] // above 2^30
    [InlineData("00000003 0b a1 69")] // cut off CBOR
    [InlineData("00000002 0b 80")] // an array
    [InlineData("00000002 0b a0")] // no request id
    [InlineData("0000000f 0b a1 69 726571756573744964 62 0a78")] // a request id with a line break
    [InlineData("0000000e 0b a1 69 726571756573744964 61 ff")] // not UTF-8
    public async Task What_cannot_be_answered_closes_the_connection(string bytes)
    {
        using var client = await _served.ConnectRawAsync();
        await client.SendAsync(RawClient.Hex(bytes));
        Assert.True(await client.IsClosedAsync());
    }

    [Theory]
    [InlineData(0, 17, StatusCode.UnknownOperation)]
    [InlineData(1, 17, StatusCode.UnknownOperation)] // a second connect
    [InlineData(9, 17, StatusCode.UnknownOperation)] // a response
    [InlineData(-128, 17, StatusCode.UnknownOperation)]
    [InlineData(2, 7, StatusCode.InvalidRequest)]
    [InlineData(3, 8, StatusCode.InvalidRequest)]
    [InlineData(4, 9, StatusCode.InvalidRequest)]
    [InlineData(5, 10, StatusCode.InvalidRequest)]
    [InlineData(13, 14, StatusCode.InvalidRequest)]
    [InlineData(15, 16, StatusCode.InvalidRequest)]
    public async Task A_request_with_missing_fields_is_answered_and_the_connection_stays(sbyte operation, sbyte answer, StatusCode status)
    {
        using var client = await _served.ConnectRawAsync();
        await client.SendFrameAsync(operation, "a1 " + RequestIdX);
        var (answered, response, _) = await client.ReadAsync();
        Assert.Equal(((Operation)answer, "x", status), (answered, response.RequestId, response.Status));
        await client.SendAsync(new ListStreamsRequest { RequestId = "l" });
        Assert.Equal("l", (await client.ReadAsync()).Response.RequestId);
    }

    [Fact]
    public async Task A_frame_above_the_limit_is_read_over_and_answered()
    {
        using var client = await _served.ConnectRawAsync();
        await client.SendAsync(new AppendMessageRequest { RequestId = "big", Name = "s", Payload = new byte[100_000] });
        var (operation, response, _) = await client.ReadAsync();
        Assert.Equal(
            (Operation.AppendMessageResponse, "big", StatusCode.RequestPayloadTooLarge), (operation, response.RequestId, response.Status));
        await client.SendAsync(new ListStreamsRequest { RequestId = "l" });
        Assert.Equal("l", (await client.ReadAsync()).Response.RequestId);
    }

    [Fact]
    public async Task A_half_closed_connection_gets_its_answers_and_is_closed()
    {
        using var client = await _served.ConnectRawAsync();
        await CreateAsync(client, "s");
        for (byte i = 0; i < 10; i++)
        {
            await client.SendAsync(new AppendMessageRequest { RequestId = "a", Name = "s", Payload = new[] { i } });
        }
        client.HalfClose();
        for (var i = 0; i < 10; i++) Assert.Equal(StatusCode.Success, (await client.ReadAsync()).Response.Status);
        Assert.True(await client.IsClosedAsync());
    }

    [Fact]
    public async Task A_client_that_takes_no_answers_does_not_grow_the_server_and_is_served_once_it_does()
    {
        using var client = await _served.ConnectRawAsync();
        await CreateAsync(client, "s");
        await client.SendAsync(new AppendMessageRequest { RequestId = "a", Name = "s", Payload = new byte[4000] });
        await client.ReadAsync();
        for (var i = 0; i < 250; i++) await client.SendAsync(new ReadMessagesRequest { RequestId = $"r{i}", StreamName = "s" });
        var seen = new HashSet<string>();
        for (var i = 0; i < 250; i++) seen.Add((await client.ReadAsync()).Response.RequestId);
        Assert.Equal(250, seen.Count);
    }

    [Fact]
    public async Task Without_the_token_nobody_connects()
    {
        await using var guarded = await ServedStore.StartAsync(new StreamServerOptions { Token = "secret" });
        foreach (var token in new[] { null, "", "Secret", "secret " })
        {
            var refused = await Assert.ThrowsAsync<ConnectFailedException>(() => guarded.ConnectAsync(token));
            Assert.Equal(StatusCode.Unauthorized, refused.Status);
        }
        await using var client = await guarded.ConnectAsync("secret");
        Assert.Empty(await client.ListStreamsAsync());
    }

    [Fact]
    public async Task Connections_above_the_limit_are_closed_and_below_it_taken_again()
    {
        var clients = new List<RawClient>();
        for (var i = 0; i < 20; i++) clients.Add(await _served.ConnectRawAsync());
        using (var tooMany = await _served.ConnectRawAsync(shakeHands: false))
        {
            await tooMany.SendAsync(new byte[] { 1 });
            await tooMany.SendAsync(new ConnectRequest { RequestId = "c", ProtocolVersion = "1.1.0" });
            Assert.Equal([1], await tooMany.ReadBytesAsync(1)); // answered: a client that is just cut off may wait for ever
            var (operation, response, _) = await tooMany.ReadAsync();
            Assert.Equal((Operation.ConnectResponse, StatusCode.UnknownFailure), (operation, response.Status));
            Assert.True(await tooMany.IsClosedAsync());
        }
        var refused = await Assert.ThrowsAsync<ConnectFailedException>(() => _served.ConnectAsync());
        Assert.True(refused.IsTransient);
        Assert.Contains("20 connections", refused.Message, StringComparison.Ordinal);
        foreach (var client in clients) client.Dispose();
        await Until.TrueAsync(() => _served.Server.ConnectionCount == 0, "the server to see them go");
        using var again = await _served.ConnectRawAsync();
    }

    [Fact]
    public async Task A_client_that_never_finishes_its_handshake_is_closed()
    {
        await using var hasty = await ServedStore.StartAsync(new StreamServerOptions { HandshakeTimeout = TimeSpan.FromMilliseconds(200) });
        using var client = await hasty.ConnectRawAsync(shakeHands: false);
        await client.SendAsync(new byte[] { 1, 0, 0 });
        Assert.True(await client.IsClosedAsync());
    }

    [Fact]
    public async Task Random_bytes_after_the_handshake_never_hurt_other_clients()
    {
        var random = new Random(4711);
        using var other = await _served.ConnectRawAsync();
        for (var i = 0; i < 50; i++)
        {
            using var client = await _served.ConnectRawAsync();
            var noise = new byte[random.Next(1, 3000)];
            random.NextBytes(noise);
            await client.SendAsync(noise);
        }
        await other.SendAsync(new ListStreamsRequest { RequestId = "l" });
        Assert.Equal("l", (await other.ReadAsync()).Response.RequestId);
    }

    private static async Task CreateAsync(RawClient client, string name)
    {
        await client.SendAsync(new CreateMessageStreamRequest
        {
            RequestId = "create",
            Definition = new() { Name = name, StrategyOnFull = StrategyOnFull.RejectNewData },
        });
        Assert.Equal(StatusCode.Success, (await client.ReadAsync()).Response.Status);
    }

    private static async Task Answers(RawClient client, string hex)
    {
        var expected = RawClient.Hex(hex);
        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(await client.ReadBytesAsync(expected.Length)));
    }

    /// <summary>Version byte and frame, with the frame's length set right: it is easy to miscount by hand.</summary>
    private static byte[] Framed(string hex)
    {
        var bytes = RawClient.Hex(hex);
        if (bytes.Length > 5) bytes[4] = (byte)(bytes.Length - 5);
        return bytes;
    }
}
