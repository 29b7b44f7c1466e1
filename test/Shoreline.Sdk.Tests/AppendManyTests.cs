using Shoreline.Greengrass.StreamManager;
using Shoreline.Greengrass.StreamManager.Messages;

namespace Shoreline.Sdk.Tests;

public sealed class AppendManyTests : IDisposable
{
    private readonly ScriptedServer _server = new();

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task Messages_are_sent_in_order_with_as_many_under_way_as_allowed_and_no_more()
    {
        var (client, connection) = await ConnectAsync(maxInFlight: 8);
        var taken = 0;
        var appending = client.AppendManyAsync("s", Payloads(100, () => taken++));
        var waiting = new Queue<AppendMessageRequest>();
        for (var i = 0; i < 100; i++)
        {
            var request = (AppendMessageRequest)await connection.ReadAsync();
            Assert.Equal(i, request.Payload.Span[0]);
            waiting.Enqueue(request);
            Assert.InRange(taken, i, i + 9); // it does not run ahead of what may be under way
            if (waiting.Count == 8 || i == 99)
            {
                while (waiting.TryDequeue(out var next)) await connection.AnswerAsync(next, 1000 + next.Payload.Span[0]);
            }
        }
        Assert.Equal(Enumerable.Range(1000, 100).Select(n => (long)n), await appending);
        await client.DisposeAsync();
    }

    [Fact]
    public async Task The_first_failure_stops_the_sending_and_what_was_stored_is_told()
    {
        var (client, connection) = await ConnectAsync(maxInFlight: 4);
        var taken = 0;
        var appending = client.AppendManyAsync("s", Payloads(100, () => taken++));
        var requests = new List<AppendMessageRequest>();
        for (var i = 0; i < 4; i++) requests.Add((AppendMessageRequest)await connection.ReadAsync());
        await RefuseAsync(connection, requests[1]);
        foreach (var i in new[] { 3, 2, 0 }) await connection.AnswerAsync(requests[i], i);

        var failure = await Assert.ThrowsAsync<PartialAppendException>(() => appending);
        Assert.Equal([0, null, 2, 3], failure.Sequences.Take(4));
        Assert.True(failure.Sequences.Count <= 5, "sent on after a failure");
        Assert.Equal((StatusCode.InvalidRequest, false), (failure.Status, failure.IsTransient));
        Assert.IsType<InvalidRequestException>(failure.InnerException);
        await client.DisposeAsync();
    }

    [Fact]
    public async Task A_lost_connection_leaves_the_unanswered_ones_open_and_is_worth_another_attempt()
    {
        var (client, connection) = await ConnectAsync(maxInFlight: 4);
        var appending = client.AppendManyAsync("s", Payloads(3, () => { }));
        var first = (AppendMessageRequest)await connection.ReadAsync();
        await connection.ReadAsync();
        await connection.ReadAsync();
        await connection.AnswerAsync(first, 7);
        connection.HalfClose(); // not a reset, which could overtake the answer
        var failure = await Assert.ThrowsAsync<PartialAppendException>(() => appending);
        Assert.Equal([7, null, null], failure.Sequences);
        Assert.True(failure.IsTransient);
        await client.DisposeAsync();
    }

    [Fact]
    public async Task Nothing_to_send_is_nothing_sent_and_an_empty_message_is_refused()
    {
        var (client, _) = await ConnectAsync(maxInFlight: 4);
        Assert.Empty(await client.AppendManyAsync("s", []));
        await Assert.ThrowsAsync<ValidationException>(() => client.AppendManyAsync("s", [ReadOnlyMemory<byte>.Empty]));
        await Assert.ThrowsAsync<ValidationException>(() => client.AppendManyAsync("a/b", []));
        await client.DisposeAsync();
    }

    [Fact]
    public async Task A_cancelled_call_gives_the_slots_back()
    {
        var (client, connection) = await ConnectAsync(maxInFlight: 2);
        using var cancelling = new CancellationTokenSource();
        var appending = client.AppendManyAsync("s", Payloads(10, () => { }), cancelling.Token);
        await connection.ReadAsync();
        await connection.ReadAsync();
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => appending);
        var lists = Enumerable.Range(0, 2).Select(_ => client.ListStreamsAsync()).ToList();
        for (var i = 0; i < 2; i++) await connection.AnswerAsync(await connection.ReadAsync(), "s");
        foreach (var list in lists) Assert.Equal(["s"], await list);
        await client.DisposeAsync();
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Payloads(int count, Action taken)
    {
        for (var i = 0; i < count; i++)
        {
            taken();
            yield return new[] { (byte)i };
        }
    }

    private static Task RefuseAsync(ScriptedConnection connection, AppendMessageRequest request) => connection.SendAsync(
        Operation.AppendMessageResponse, new AppendMessageResponse { RequestId = request.RequestId, Status = StatusCode.InvalidRequest, ErrorMessage = "full" });

    private async Task<(StreamManagerClient Client, ScriptedConnection Connection)> ConnectAsync(int maxInFlight)
    {
        var accepting = _server.AcceptAsync();
        var client = await StreamManagerClient.ConnectAsync(_server.Options with { MaxInFlight = maxInFlight });
        return (client, await accepting);
    }
}
