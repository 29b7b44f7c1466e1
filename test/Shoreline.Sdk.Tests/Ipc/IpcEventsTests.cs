using Shoreline.Greengrass.Ipc.Model;
using Shoreline.Greengrass.Ipc.Rpc;
using Shoreline.Sdk.Ipc;

namespace Shoreline.Sdk.Tests.Ipc;

public sealed class IpcEventsTests : IDisposable
{
    private readonly ScriptedNucleus _nucleus = new();

    public void Dispose() => _nucleus.Dispose();

    [Fact]
    public async Task Events_come_in_order_and_leaving_the_loop_ends_the_subscription()
    {
        await using var open = await OpenAsync();
        for (var i = 0; i < 5; i++) await open.Connection.BinaryAsync(open.StreamId, $"{i}");
        await open.Connection.EventAsync(open.StreamId, nameof(SubscriptionResponseMessage), """{"jsonMessage":{"message":{"n":1.50,"z":null},"context":{"topic":"a/b"}}}""");
        var seen = new List<string>();
        await foreach (var message in open.Events)
        {
            seen.Add(message.Text);
            if (message.Topic == "a/b") break;
        }
        Assert.Equal(["0", "1", "2", "3", "4", """{"n":1.50,"z":null}"""], seen);
        var end = await open.Connection.ReadAsync();
        Assert.True(end.IsBareEnd);
        Assert.Equal(open.StreamId, end.StreamId);
        await Assert.ThrowsAsync<InvalidOperationException>(() => TakeAsync(open.Events));
    }

    [Fact]
    public async Task Cancelling_ends_a_waiting_loop_and_the_subscription()
    {
        using var stop = new CancellationTokenSource();
        await using var open = await OpenAsync(stop: stop.Token);
        var taking = TakeAsync(open.Events);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => taking);
        Assert.True((await open.Connection.ReadAsync()).IsBareEnd);
    }

    [Fact]
    public async Task A_server_that_ends_the_stream_ends_the_loop_and_is_told_nothing()
    {
        await using var open = await OpenAsync();
        await open.Connection.BinaryAsync(open.StreamId, "last");
        await open.Connection.SendAsync(o => RpcWriter.Terminate(o, open.StreamId));
        Assert.Equal(["last"], await TakeAsync(open.Events));
        await open.Client.DisposeAsync();
        await open.Connection.ReadEndAsync();
    }

    [Fact]
    public async Task A_server_that_ends_the_stream_with_an_error_fails_the_loop_after_what_came_before()
    {
        await using var open = await OpenAsync();
        await open.Connection.BinaryAsync(open.StreamId, "last");
        await open.Connection.ErrorAsync(open.StreamId, ErrorShapes.Service, """{"message":"broker gone","context":{"reasonCode":135}}""");
        var seen = new List<string>();
        var failure = await Assert.ThrowsAsync<IpcServiceException>(() => TakeAsync(open.Events, seen));
        Assert.Equal(["last"], seen);
        Assert.Equal(135, failure.Context!["reasonCode"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_refused_subscription_fails_the_call()
    {
        var (client, connection) = await _nucleus.ConnectAsync();
        await using var _ = client;
        using var __ = connection;
        var subscribing = client.IotCore.SubscribeAsync("t");
        await connection.ErrorAsync((await connection.ReadAsync()).StreamId, ErrorShapes.Unauthorized, """{"message":"denied"}""");
        Assert.Equal("denied (SubscribeToIoTCore: UnauthorizedError).", (await Assert.ThrowsAsync<IpcUnauthorizedException>(() => subscribing)).Message);
    }

    [Fact]
    public async Task An_event_before_the_response_is_the_servers_fault_and_is_said()
    {
        var (client, connection) = await _nucleus.ConnectAsync();
        await using var _ = client;
        using var __ = connection;
        var subscribing = client.PubSub.SubscribeAsync("t");
        await connection.BinaryAsync((await connection.ReadAsync()).StreamId, "early");
        Assert.Contains("before the response", (await Assert.ThrowsAsync<IpcException>(() => subscribing)).Message, StringComparison.Ordinal);
        Assert.True((await connection.ReadAsync()).IsBareEnd);
    }

    [Fact]
    public async Task Kinds_of_events_that_are_not_known_are_passed_over()
    {
        await using var open = await OpenAsync();
        await open.Connection.EventAsync(open.StreamId, nameof(SubscriptionResponseMessage), """{"videoMessage":{"frame":1}}""");
        await open.Connection.BinaryAsync(open.StreamId, "known");
        await open.Connection.SendAsync(o => RpcWriter.Terminate(o, open.StreamId));
        Assert.Equal(["known"], await TakeAsync(open.Events));
    }

    [Fact]
    public async Task A_slow_consumer_gets_what_is_buffered_and_then_is_told()
    {
        await using var open = await OpenAsync(_nucleus.Options with { EventBufferCount = 3 });
        for (var i = 0; i < 4; i++) await open.Connection.BinaryAsync(open.StreamId, $"{i}");
        Assert.True((await open.Connection.ReadAsync()).IsBareEnd);
        var seen = new List<string>();
        await Assert.ThrowsAsync<IpcSlowConsumerException>(() => TakeAsync(open.Events, seen));
        Assert.Equal(["0", "1", "2"], seen);

        var listing = open.Client.Components.ListAsync(); // the others go on
        await open.Connection.AnswerAsync(IpcOperations.ListComponents, (await open.Connection.ReadAsync()).StreamId);
        Assert.Empty(await listing);
    }

    [Fact]
    public async Task A_slow_consumer_that_may_lose_loses_the_oldest_and_the_count_says_how_many()
    {
        await using var open = await OpenAsync(_nucleus.Options with { EventBufferCount = 100, EventBufferBytes = 600, OnSlowConsumer = SlowConsumer.DropOldest });
        for (var i = 0; i < 50; i++) await open.Connection.BinaryAsync(open.StreamId, $"{i}");
        await open.Connection.BinaryAsync(open.StreamId, new string('x', 2000)); // larger than the buffer, and held all the same
        await open.Connection.SendAsync(o => RpcWriter.Terminate(o, open.StreamId));
        await Until.TrueAsync(() => open.Events.DroppedCount == 50, "all but the last to be dropped");
        Assert.Equal([new string('x', 2000)], await TakeAsync(open.Events));
    }

    [Fact]
    public async Task A_lost_connection_fails_the_loop()
    {
        await using var open = await OpenAsync();
        await open.Connection.BinaryAsync(open.StreamId, "last");
        var seen = new List<string>();
        var taking = TakeAsync(open.Events, seen);
        await Until.TrueAsync(() => seen.Count == 1, "the event");
        open.Connection.Dispose();
        await Assert.ThrowsAsync<IpcConnectionLostException>(() => taking);
    }

    [Fact]
    public async Task A_client_that_connects_again_subscribes_again_and_counts_the_gap()
    {
        await using var open = await OpenAsync(_nucleus.Options with { Reconnect = true });
        await open.Connection.BinaryAsync(open.StreamId, "before");
        var listing = open.Client.Components.ListAsync();
        await open.Connection.ReadAsync(IpcOperations.ListComponents);
        open.Connection.Dispose();
        await Assert.ThrowsAsync<IpcConnectionLostException>(() => listing); // it may have been carried out

        using var next = await _nucleus.AcceptAsync();
        var stream = await next.AcceptAsync(IpcOperations.SubscribeToTopic);
        Assert.Equal(1, stream); // ids begin anew
        await next.BinaryAsync(stream, "after");
        listing = open.Client.Components.ListAsync();
        await next.AnswerAsync(IpcOperations.ListComponents, (await next.ReadAsync(IpcOperations.ListComponents)).StreamId);
        Assert.Empty(await listing);
        await next.SendAsync(o => RpcWriter.Terminate(o, stream));
        Assert.Equal(["before", "after"], await TakeAsync(open.Events));
        Assert.Equal(1, open.Events.InterruptionCount);
    }

    [Fact]
    public async Task A_token_that_is_not_known_any_more_ends_what_would_connect_again()
    {
        await using var open = await OpenAsync(_nucleus.Options with { Reconnect = true });
        open.Connection.Dispose();
        using var refused = await _nucleus.AcceptAsync(isAccepted: false);
        Assert.True((await Assert.ThrowsAsync<IpcConnectException>(() => TakeAsync(open.Events))).IsRefused);
        await Assert.ThrowsAsync<IpcConnectException>(() => open.Client.Components.ListAsync());
    }

    private async Task<Subscribed> OpenAsync(GreengrassIpcClientOptions? options = null, CancellationToken stop = default)
    {
        var (client, connection) = await _nucleus.ConnectAsync(options);
        var subscribing = client.PubSub.SubscribeAsync("t", cancellationToken: stop);
        var stream = await connection.AcceptAsync(IpcOperations.SubscribeToTopic);
        return new Subscribed(client, connection, stream, await subscribing);
    }

    private static async Task<List<string>> TakeAsync(IpcEvents<PubSubMessage> events, List<string>? into = null)
    {
        into ??= [];
        await foreach (var message in events) into.Add(message.Text);
        return into;
    }

    private sealed record Subscribed(GreengrassIpcClient Client, NucleusConnection Connection, int StreamId, IpcEvents<PubSubMessage> Events) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Client.DisposeAsync();
            Connection.Dispose();
        }
    }
}
