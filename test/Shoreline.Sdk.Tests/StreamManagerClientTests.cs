using Shoreline.Greengrass.StreamManager;
using Shoreline.Greengrass.StreamManager.Definitions;
using Shoreline.Greengrass.StreamManager.Messages;

namespace Shoreline.Sdk.Tests;

/// <summary>What the client does when the server, or the way to it, misbehaves. With a real server: the tests of Shoreline.Edge.</summary>
public sealed class StreamManagerClientTests : IDisposable
{
    private readonly ScriptedServer _server = new();

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task Answers_find_their_callers_in_whatever_order_they_come()
    {
        var (client, connection) = await ConnectAsync();
        var first = client.AppendMessageAsync("s", new byte[] { 1 });
        var second = client.AppendMessageAsync("s", new byte[] { 2 });
        var a = (AppendMessageRequest)await connection.ReadAsync();
        var b = (AppendMessageRequest)await connection.ReadAsync();
        Assert.Equal((1, 2), (a.Payload.Span[0], b.Payload.Span[0]));
        Assert.NotEqual(a.RequestId, b.RequestId);
        await connection.AnswerAsync(b, 11);
        await connection.AnswerAsync(a, 10);
        Assert.Equal((10, 11), (await first, await second));
        await client.DisposeAsync();
    }

    [Fact]
    public async Task An_answer_to_nobody_harms_nobody()
    {
        var (client, connection) = await ConnectAsync();
        var list = client.ListStreamsAsync();
        var request = await connection.ReadAsync();
        await connection.SendAsync(Operation.ListStreamsResponse, new ListStreamsResponse { RequestId = "nobody", Streams = [] });
        await connection.AnswerAsync(request, "a");
        Assert.Equal(["a"], await list);
        await client.DisposeAsync();
    }

    [Fact]
    public async Task A_status_that_does_not_exist_fails_its_request_only()
    {
        var (client, connection) = await ConnectAsync();
        var append = client.AppendMessageAsync("s", new byte[] { 1 });
        var request = await connection.ReadAsync();
        await connection.SendAsync(Operation.AppendMessageResponse, new AppendMessageResponse { RequestId = request.RequestId, Status = (StatusCode)99 });
        await Assert.ThrowsAsync<UnknownFailureException>(() => append);
        var list = client.ListStreamsAsync();
        await connection.AnswerAsync(await connection.ReadAsync());
        Assert.Empty(await list);
        await client.DisposeAsync();
    }

    [Fact]
    public async Task A_frame_that_comes_byte_by_byte_is_put_together()
    {
        var (client, connection) = await ConnectAsync();
        var append = client.AppendMessageAsync("s", new byte[] { 1 });
        var request = await connection.ReadAsync();
        using var writer = new Greengrass.Cbor.CborWriter();
        Greengrass.StreamManager.Framing.FrameWriter.Add(writer, Operation.AppendMessageResponse, new AppendMessageResponse { RequestId = request.RequestId, SequenceNumber = 7 });
        foreach (var b in writer.Written.ToArray()) await connection.SendBytesAsync([b]);
        Assert.Equal(7, await append);
        await client.DisposeAsync();
    }

    [Fact]
    public async Task A_lost_connection_fails_an_append_and_repeats_a_list()
    {
        var (client, connection) = await ConnectAsync();
        var append = client.AppendMessageAsync("s", new byte[] { 1 });
        var list = client.ListStreamsAsync();
        await connection.ReadAsync();
        await connection.ReadAsync();
        connection.Dispose();

        var failure = await Assert.ThrowsAsync<ConnectionLostException>(() => append);
        Assert.True(failure.IsTransient);
        using var again = await _server.AcceptAsync();
        await again.AnswerAsync(await again.ReadAsync(), "s");
        Assert.Equal(["s"], await list);
        Assert.True(client.IsConnected);
        await client.DisposeAsync();
    }

    [Fact]
    public async Task Bytes_that_are_no_frame_end_the_connection_and_the_next_call_makes_another()
    {
        var (client, connection) = await ConnectAsync();
        var append = client.AppendMessageAsync("s", new byte[] { 1 });
        await connection.ReadAsync();
        await connection.SendBytesAsync([0xff, 0xff, 0xff, 0xff, 9, 0]);
        await Assert.ThrowsAsync<ConnectionLostException>(() => append);

        var next = client.AppendMessageAsync("s", new byte[] { 2 });
        using var again = await _server.AcceptAsync();
        await again.AnswerAsync((AppendMessageRequest)await again.ReadAsync(), 3);
        Assert.Equal(3, await next);
        await client.DisposeAsync();
    }

    [Fact]
    public async Task An_answer_that_does_not_come_in_time_is_a_timeout()
    {
        var accepting = _server.AcceptAsync();
        await using var client = await StreamManagerClient.ConnectAsync(_server.Options with { RequestTimeout = TimeSpan.FromMilliseconds(100) });
        using var connection = await accepting;
        await Assert.ThrowsAsync<ClientTimeoutException>(() => client.AppendMessageAsync("s", new byte[] { 1 }));
    }

    [Fact]
    public async Task A_read_is_given_its_own_waiting_time_on_top_of_the_timeout()
    {
        var accepting = _server.AcceptAsync();
        await using var client = await StreamManagerClient.ConnectAsync(_server.Options with { RequestTimeout = TimeSpan.FromMilliseconds(50) });
        using var connection = await accepting;
        var reading = client.ReadMessagesAsync("s", new() { ReadTimeoutMillis = 20_000 });
        var request = await connection.ReadAsync();
        await Assert.ThrowsAsync<ClientTimeoutException>(() => client.AppendMessageAsync("s", new byte[] { 1 })); // by now more than 50 ms have passed
        Assert.False(reading.IsCompleted);
        await connection.SendAsync(Operation.ReadMessagesResponse, new ReadMessagesResponse { RequestId = request.RequestId, Messages = [new("s", 0, 1, new byte[] { 1 })] });
        Assert.Single(await reading);
    }

    [Fact]
    public async Task Above_the_bound_calls_wait_for_their_turn()
    {
        var accepting = _server.AcceptAsync();
        await using var client = await StreamManagerClient.ConnectAsync(_server.Options with { MaxInFlight = 2 });
        using var connection = await accepting;
        var appends = Enumerable.Range(0, 6).Select(i => client.AppendMessageAsync("s", new[] { (byte)i })).ToArray();
        for (var i = 0; i < 6; i++) await connection.AnswerAsync((AppendMessageRequest)await connection.ReadAsync(), i);
        Assert.Equal([0, 1, 2, 3, 4, 5], (await Task.WhenAll(appends)).Order());
    }

    [Fact]
    public async Task Many_appends_in_flight_get_their_own_answers_whatever_the_order()
    {
        var (client, connection) = await ConnectAsync();
        for (var turn = 0; turn < 5; turn++)
        {
            var appends = Enumerable.Range(0, 100).Select(i => client.AppendAsync("s", new[] { (byte)i }).AsTask()).ToArray();
            var requests = new List<AppendMessageRequest>();
            for (var i = 0; i < 100; i++) requests.Add((AppendMessageRequest)await connection.ReadAsync());
            Assert.Equal(Enumerable.Range(0, 100), requests.Select(request => (int)request.Payload.Span[0]));
            foreach (var request in requests.OrderBy(request => request.Payload.Span[0] * 37 % 101)) await connection.AnswerAsync(request, 1000 + request.Payload.Span[0]);
            Assert.Equal(Enumerable.Range(1000, 100).Select(i => (long)i), await Task.WhenAll(appends));
        }
        connection.Dispose();
        await client.DisposeAsync();
    }

    [Fact]
    public async Task A_cancelled_append_gives_its_place_to_the_next_and_its_late_answer_is_nobodys()
    {
        var accepting = _server.AcceptAsync();
        await using var client = await StreamManagerClient.ConnectAsync(_server.Options with { MaxInFlight = 1 });
        using var connection = await accepting;
        using var cancelling = new CancellationTokenSource();
        var first = client.AppendAsync("s", new byte[] { 1 }, cancelling.Token).AsTask();
        var second = client.AppendAsync("s", new byte[] { 2 }).AsTask();
        var late = (AppendMessageRequest)await connection.ReadAsync();
        Assert.False(second.IsCompleted);

        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        var next = (AppendMessageRequest)await connection.ReadAsync();
        await connection.AnswerAsync(late, 1);
        await connection.AnswerAsync(next, 2);

        Assert.Equal(2, await second);
    }

    [Fact]
    public async Task An_append_that_is_refused_says_why_and_one_that_is_too_late_gives_its_place_back()
    {
        var accepting = _server.AcceptAsync();
        await using var client = await StreamManagerClient.ConnectAsync(_server.Options with { MaxInFlight = 1, RequestTimeout = TimeSpan.FromMilliseconds(300) });
        using var connection = await accepting;

        var refused = client.AppendAsync("s", new byte[] { 1 }).AsTask();
        var request = await connection.ReadAsync();
        await connection.SendAsync(Operation.AppendMessageResponse, new AppendMessageResponse { RequestId = request.RequestId, Status = StatusCode.ResourceNotFound, ErrorMessage = "no stream" });
        Assert.Contains("no stream", (await Assert.ThrowsAsync<ResourceNotFoundException>(() => refused)).Message, StringComparison.Ordinal);

        await Assert.ThrowsAsync<ClientTimeoutException>(() => client.AppendAsync("s", new byte[] { 2 }).AsTask());
        await connection.ReadAsync();
        var third = client.AppendAsync("s", new byte[] { 3 }).AsTask();
        await connection.AnswerAsync((AppendMessageRequest)await connection.ReadAsync(), 3);
        Assert.Equal(3, await third);
    }

    [Fact]
    public async Task A_refused_token_is_told_at_once_and_not_tried_again()
    {
        var accepting = _server.AcceptAsync(StatusCode.Unauthorized);
        var failure = await Assert.ThrowsAsync<ConnectFailedException>(() => StreamManagerClient.ConnectAsync(_server.Options, TimeSpan.FromSeconds(30)));
        Assert.Equal((StatusCode.Unauthorized, false), (failure.Status, failure.IsTransient));
        Assert.Contains("as the test wants", failure.Message, StringComparison.Ordinal);
        (await accepting).Dispose();
    }

    [Fact]
    public async Task What_is_no_stream_manager_is_named_so()
    {
        var accepting = _server.AcceptRawAsync();
        var connecting = StreamManagerClient.ConnectAsync(_server.Options);
        using var connection = await accepting;
        await connection.SendBytesAsync("HTTP/1.1 400"u8.ToArray());
        Assert.Contains("no stream manager", (await Assert.ThrowsAsync<ConnectFailedException>(() => connecting)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_with_patience_waits_for_a_server_that_starts_later()
    {
        var port = Ports.Free();
        await Assert.ThrowsAsync<ConnectFailedException>(() => StreamManagerClient.ConnectAsync(_server.Options with { Port = port }));

        var options = _server.Options;
        _server.Dispose();
        var connecting = StreamManagerClient.ConnectAsync(options, TimeSpan.FromSeconds(30));
        using var late = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, options.Port);
        late.Start();
        using var connection = new ScriptedConnection(await late.AcceptTcpClientAsync());
        await connection.ReadBytesAsync(1);
        var connect = await connection.ReadAsync();
        await connection.SendBytesAsync([1]);
        await connection.SendAsync(Operation.ConnectResponse, new ConnectResponse { RequestId = connect.RequestId, ProtocolVersion = "1.1.0" });
        await using var client = await connecting;
        Assert.True(client.IsConnected);
    }

    [Fact]
    public async Task Wrong_arguments_are_refused_without_asking_the_server()
    {
        var (client, _) = await ConnectAsync();
        await Assert.ThrowsAsync<ValidationException>(() => client.AppendMessageAsync("s", ReadOnlyMemory<byte>.Empty));
        await Assert.ThrowsAsync<ValidationException>(() => client.AppendMessageAsync("a/b", new byte[] { 1 }));
        await Assert.ThrowsAsync<ValidationException>(() => client.ReadMessagesAsync("s", new() { MinMessageCount = 0 }));
        await Assert.ThrowsAsync<ValidationException>(() => client.CreateMessageStreamAsync(new() { Name = "s", StrategyOnFull = StrategyOnFull.RejectNewData, MaxSize = 1 }));
        await client.DisposeAsync();
    }

    [Fact]
    public async Task Disposing_fails_what_is_under_way()
    {
        var (client, connection) = await ConnectAsync();
        var append = client.AppendMessageAsync("s", new byte[] { 1 });
        await connection.ReadAsync();
        await client.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => append);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.ListStreamsAsync());
    }

    [Fact]
    public void Options_do_not_show_the_token() => Assert.DoesNotContain("token", _server.Options.ToString(), StringComparison.Ordinal);

    private async Task<(StreamManagerClient Client, ScriptedConnection Connection)> ConnectAsync()
    {
        var accepting = _server.AcceptAsync();
        var client = await StreamManagerClient.ConnectAsync(_server.Options);
        return (client, await accepting);
    }
}
