using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Core;

namespace Shoreline.Messaging.Tests;

public sealed class MqttClientTests(MosquittoFixture broker) : IClassFixture<MosquittoFixture>
{
    private static readonly CancellationToken Patience = new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    [Fact]
    public async Task A_message_arrives_with_its_payload_and_user_properties_in_order()
    {
        await using var client = Connect();
        var arrived = new TaskCompletionSource<MqttMessage>();
        await client.SubscribeAsync("a/+/c", 1, m => { arrived.TrySetResult(m); return default; }, Patience);

        KeyValuePair<string, string>[] properties = [new("sequence", "17"), new("times", "1,2,3"), new("sequence", "ü")];
        byte[] payload = [0, 1, 255, 0];
        await client.PublishAsync("a/b/c", payload, new(1, false, properties), Patience);

        var message = await arrived.Task.WaitAsync(Patience);
        Assert.Equal("a/b/c", message.Topic);
        Assert.Equal(payload, message.Payload.ToArray());
        Assert.Equal(properties, message.UserProperties);
        Assert.Equal("17", message.UserProperty("sequence"));
    }

    [Fact]
    public async Task Many_messages_from_many_threads_arrive_once_each_and_in_the_order_of_their_thread()
    {
        await using var client = Connect();
        var seen = new ConcurrentDictionary<string, ConcurrentQueue<int>>();
        await client.SubscribeAsync("many/#", 1, m =>
        {
            seen.GetOrAdd(m.Topic, _ => new()).Enqueue(BitConverter.ToInt32(m.Payload.Span));
            return default;
        }, Patience);

        await Parallel.ForEachAsync(Enumerable.Range(0, 8), Patience, async (writer, stop) =>
        {
            for (var i = 0; i < 100; i++) await client.PublishAsync($"many/{writer}", BitConverter.GetBytes(i), cancellationToken: stop);
        });

        await Until.TrueAsync(() => seen.Count == 8 && seen.Values.All(q => q.Count == 100), "all 800 messages");
        Assert.All(seen.Values, q => Assert.Equal(Enumerable.Range(0, 100), q));
    }

    [Fact]
    public async Task It_reconnects_and_subscribes_again_after_the_broker_was_killed()
    {
        using var own = new MosquittoFixture();
        await using var client = Connect(own);
        var seen = new ConcurrentQueue<string>();
        await client.SubscribeAsync("again", 1, m => { seen.Enqueue(Encoding.UTF8.GetString(m.Payload.Span)); return default; }, Patience);
        var changes = new ConcurrentQueue<bool>();
        client.ConnectionChanged += changes.Enqueue;

        own.Kill();
        await Until.TrueAsync(() => !client.IsConnected, "the loss to be noticed");
        Assert.NotNull(client.LastError);
        own.Start();
        await client.WaitConnectedAsync(Patience);
        await client.PublishAsync("again", "back"u8.ToArray(), cancellationToken: Patience);

        await Until.TrueAsync(() => seen.Contains("back"), "the message after the restart");
        Assert.Equal([false, true], changes);
    }

    [Fact]
    public async Task A_publish_that_the_broker_did_not_confirm_before_it_died_fails_as_transient()
    {
        using var silent = new SilentBroker(); // accepts connections, confirms nothing
        await using var client = MqttClient.Create(new() { Broker = silent.Endpoint, ReconnectMin = TimeSpan.FromMilliseconds(10) }, NullLogger.Instance);
        client.Start();
        await client.WaitConnectedAsync(Patience);

        var publishing = client.PublishAsync("t", "x"u8.ToArray(), cancellationToken: Patience).AsTask();
        await silent.PublishSeen.WaitAsync(Patience);
        Assert.False(publishing.IsCompleted);
        silent.DropConnection();

        var failure = await Assert.ThrowsAsync<MqttDisconnectedException>(() => publishing);
        Assert.True(failure.IsTransient);
    }

    [Fact]
    public async Task A_publish_without_a_connection_fails_at_once()
    {
        await using var client = MqttClient.Create(new() { Broker = new Uri($"mqtt://127.0.0.1:{Ports.Free()}") }, NullLogger.Instance);
        client.Start();
        await Assert.ThrowsAsync<MqttDisconnectedException>(() => client.PublishAsync("t", default, cancellationToken: Patience).AsTask());
        await Until.TrueAsync(() => client.LastError is not null, "the reason to be known");
        Assert.Contains("refused", client.LastError, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Publishing_waits_for_its_turn_above_the_bound_and_all_complete()
    {
        await using var client = Connect(options: o => o with { MaxInFlight = 2 });
        var payload = new byte[100_000];
        var all = Enumerable.Range(0, 50).Select(_ => client.PublishAsync("bulk", payload, cancellationToken: Patience).AsTask()).ToArray();
        await Task.WhenAll(all);
    }

    [Fact]
    public async Task A_slow_handler_holds_messages_back_and_still_may_publish_with_confirmation()
    {
        await using var client = Connect(options: o => o with { ReceiveQueueMessages = 4 });
        var handled = 0;
        await client.SubscribeAsync("slow", 1, async _ =>
        {
            await client.PublishAsync("slow-answers", "ok"u8.ToArray(), cancellationToken: Patience);
            Interlocked.Increment(ref handled);
        }, Patience);

        for (var i = 0; i < 200; i++) await client.PublishAsync("slow", BitConverter.GetBytes(i), cancellationToken: Patience);
        await Until.TrueAsync(() => handled == 200, "all messages to be handled");
    }

    [Fact]
    public async Task A_handler_that_throws_does_not_stop_the_next_message()
    {
        await using var client = Connect();
        var handled = 0;
        await client.SubscribeAsync("throws", 1, _ => ++handled == 1 ? throw new InvalidOperationException("first") : default, Patience);
        await client.PublishAsync("throws", default, cancellationToken: Patience);
        await client.PublishAsync("throws", default, cancellationToken: Patience);
        await Until.TrueAsync(() => handled == 2, "the second message");
    }

    [Fact]
    public async Task Foreign_clients_exchange_messages_with_it()
    {
        await using var client = Connect();
        var arrived = new TaskCompletionSource<MqttMessage>();
        await client.SubscribeAsync("foreign/in", 1, m => { arrived.TrySetResult(m); return default; }, Patience);
        var foreign = new MosquittoTools(broker.Port);
        await foreign.PublishAsync("foreign/in", "hello", ("sequence", "5"));
        var message = await arrived.Task.WaitAsync(Patience);
        Assert.Equal("hello", Encoding.UTF8.GetString(message.Payload.Span));
        Assert.Equal("5", message.UserProperty("sequence"));

        await client.PublishAsync("foreign/out", "kept"u8.ToArray(), new(1, Retain: true, [new("count", "1")]), Patience);
        Assert.Equal("kept count:1", await foreign.ReadOneAsync("foreign/out"));
    }

    [Fact]
    public async Task Disposing_ends_waiting_callers()
    {
        var client = MqttClient.Create(new() { Broker = new Uri($"mqtt://127.0.0.1:{Ports.Free()}") }, NullLogger.Instance);
        client.Start();
        var waiting = client.WaitConnectedAsync(Patience).AsTask();
        var subscribing = client.SubscribeAsync("x", 1, _ => default, Patience).AsTask();
        await client.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => subscribing);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("tcp://127.0.0.1:1")]
    public void A_broker_address_of_another_kind_is_refused(string address) =>
        Assert.Throws<InvalidInputException>(() => MqttClient.Create(new() { Broker = new Uri(address) }, NullLogger.Instance));

    private MqttClient Connect(MosquittoFixture? to = null, Func<MqttClientOptions, MqttClientOptions>? options = null)
    {
        var settings = new MqttClientOptions { Broker = (to ?? broker).Endpoint, ReconnectMin = TimeSpan.FromMilliseconds(10) };
        var client = MqttClient.Create(options is null ? settings : options(settings), NullLogger.Instance);
        client.Start();
        client.WaitConnectedAsync(Patience).AsTask().GetAwaiter().GetResult();
        return client;
    }
}
