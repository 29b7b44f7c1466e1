using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Edge.MqttProxy;
using Shoreline.Messaging;
using Shoreline.Streams;

namespace Shoreline.Edge.Tests.MqttProxy;

/// <summary>Messages to and from the broker above, through a real Mosquitto that is cut off, killed and started again.</summary>
public sealed class MqttProxyTests : IAsyncDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly ScratchFolder _folder = new();
    private readonly MosquittoFixture _broker = new();
    private StreamStore? _store;
    private MqttProxyService? _proxy;

    [Fact]
    public async Task A_message_arrives_with_all_that_MQTT_5_says_of_it()
    {
        await StartAsync();
        await using var above = await ListenAsync("site/#");

        await _proxy!.PublishAsync(new ProxyRecord
        {
            Topic = "site/door",
            Qos = 1,
            Payload = "open\n\0"u8.ToArray(),
            UserProperties = [new("a", "1"), new("a", "2")],
            ExpirySeconds = 600,
            CorrelationData = new byte[] { 1, 0, 2 },
            ResponseTopic = "answers",
            IsText = true,
            ContentType = "text/plain",
        }, None);

        var message = await above.NextAsync();
        Assert.Equal("open\n\0"u8, message.Payload.Span);
        Assert.Equal([new("a", "1"), new("a", "2")], message.UserProperties);
        Assert.InRange(message.Properties.ExpirySeconds!.Value, 590u, 600u);
        Assert.Equal([1, 0, 2], message.Properties.CorrelationData!.Value.ToArray());
        Assert.Equal(("answers", true, "text/plain"), (message.Properties.ResponseTopic, message.Properties.IsText!.Value, message.Properties.ContentType));
    }

    [Fact]
    public async Task Nothing_published_while_offline_is_lost_over_a_restart_and_the_order_stays()
    {
        await StartAsync();
        await PublishAsync(0, 10);
        await SentAsync();
        _broker.Kill();
        await PublishAsync(10, 100);
        await StopAsync();
        await StartAsync(); // still offline
        await PublishAsync(100, 150);
        Assert.True(_proxy!.Spool.WaitingBytes > 0);

        _broker.Start();
        await SentAsync();

        Assert.Equal(149, _proxy.Spool.Cursor.Confirmed);
        Assert.Equal(150, _proxy.Spool.Cursor.Totals.Records);
    }

    [Fact]
    public async Task Each_message_reaches_a_listener_in_order_though_the_broker_is_killed_in_the_middle()
    {
        await StartAsync();
        await using var above = await ListenAsync("out");
        for (var round = 0; round < 3; round++)
        {
            await PublishAsync(round * 100, round * 100 + 50);
            _broker.Kill();
            await PublishAsync(round * 100 + 50, round * 100 + 100);
            _broker.Start();
            await above.ConnectedAsync();
        }
        await SentAsync();
        await PublishAsync(300, 301);

        await Until.TrueAsync(() => above.Numbers.Contains(300), "the last message arrives");
        var confirmed = _proxy!.Spool.Cursor.Totals;
        Assert.Equal((301, 0), (confirmed.Records, confirmed.Refused));
        var firsts = above.Numbers.Distinct().ToList();
        Assert.Equal(firsts.Order(), firsts); // resent ones come again, and never out of turn for the first time
    }

    [Fact]
    public async Task A_stop_without_warning_while_offline_loses_nothing_that_was_answered()
    {
        _broker.Kill();
        await StartAsync();
        await PublishAsync(0, 40);
        var copy = _folder["copy"];
        CopyFolder(_folder["streams"], copy); // the disk as a killed gateway leaves it
        await StopAsync();
        _broker.Start();
        await using var above = await ListenAsync("out");

        await StartAsync("copy");

        await Until.TrueAsync(() => above.Numbers.Distinct().Count() == 40, "all forty arrive");
        Assert.Equal(Enumerable.Range(0, 40), above.Numbers.Distinct());
    }

    [Fact]
    public async Task A_message_whose_time_ran_out_is_not_sent_and_counted()
    {
        _broker.Kill();
        await StartAsync();
        await _proxy!.PublishAsync(Message(1) with { ExpirySeconds = 0 }, None);
        await _proxy.PublishAsync(Message(2) with { ExpirySeconds = 3600 }, None);
        _broker.Start();
        await SentAsync();

        Assert.Equal(1, _proxy.Expired);
        Assert.Equal(1, _proxy.Spool.Cursor.Confirmed);
    }

    [Fact]
    public async Task A_full_spool_refuses_and_takes_again_once_the_broker_has_it()
    {
        _broker.Kill();
        await StartAsync(options: Limited(new SpoolLimits { Bytes = 64 << 10 }));
        var taken = 0;
        var refusal = await Assert.ThrowsAsync<MqttProxyException>(async () =>
        {
            for (; taken < 1000; taken++) await _proxy!.PublishAsync(Message(taken) with { Payload = new byte[1000] }, None);
        });

        Assert.StartsWith("Publish to topic out failed: the spool is full", refusal.Message, StringComparison.Ordinal);
        Assert.InRange(taken, 40, 64);
        Assert.Equal(0, _proxy!.Spool.Stream.OldestSequence);
        _broker.Start();
        await SentAsync();
        Assert.Equal(taken, _proxy.Spool.Cursor.Totals.Records);
        await _proxy.PublishAsync(Message(7), None);
    }

    [Fact]
    public async Task A_changed_limit_counts_from_the_next_publish_on_and_a_larger_one_makes_room()
    {
        _broker.Kill();
        var limits = new SpoolLimits { Bytes = 64 << 10 };
        await StartAsync(options: new MqttProxyOptions { Limits = () => limits });
        Assert.InRange(await FillAsync(0), 40, 64);

        limits = limits with { Bytes = 256 << 10 };
        var taken = await FillAsync(64) + 64;
        limits = limits with { Bytes = 64 << 10 };

        Assert.InRange(_proxy!.Spool.WaitingBytes, 250 << 10, 256 << 10);
        Assert.Equal(0, _proxy.Spool.Stream.OldestSequence); // nothing that waits was overwritten
        var refusal = await Assert.ThrowsAsync<MqttProxyException>(async () => await _proxy.PublishAsync(Message(taken), None));
        Assert.Contains("of 65,536 bytes", refusal.Message, StringComparison.Ordinal);
        _broker.Start();
        await SentAsync();
        Assert.Equal(_proxy.Spool.Stream.NewestSequence + 1, _proxy.Spool.Cursor.Totals.Records);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Quality_0_is_kept_while_offline_only_where_that_is_asked_for(bool keep)
    {
        _broker.Kill();
        await StartAsync(options: Limited(new SpoolLimits { KeepQos0WhenOffline = keep }));
        var failure = await Record.ExceptionAsync(async () => await _proxy!.PublishAsync(Message(1) with { Qos = 0 }, None));

        Assert.Equal(keep, failure is null);
        Assert.Equal(keep ? 0 : -1, _proxy!.Spool.Stream.NewestSequence);
    }

    [Fact]
    public async Task What_the_broker_refuses_for_good_is_set_aside_and_the_rest_goes_on()
    {
        await StartAsync();
        await using var above = await ListenAsync("out");
        await _store!.Get("mqtt-proxy").AppendAsync("not ours"u8.ToArray(), None);
        await PublishAsync(5, 6);

        await Until.TrueAsync(() => above.Numbers.Contains(5), "the message behind it arrives");
        Assert.Equal(0, _store.Get("dead.mqtt-proxy").NewestSequence);
        Assert.Equal(1, _proxy!.Spool.Cursor.Totals.Refused);
    }

    [Fact]
    public async Task Subscriptions_of_one_filter_are_shared_and_come_back_after_a_reconnect()
    {
        await StartAsync();
        var (first, second) = (new ConcurrentQueue<MqttMessage>(), new ConcurrentQueue<MqttMessage>());
        var ending = await _proxy!.SubscribeAsync("in/#", 1, first.Enqueue, Unlost, None);
        using var other = await _proxy.SubscribeAsync("in/#", 1, second.Enqueue, Unlost, None);
        await using var above = await ConnectAsync();
        await above.PublishAsync("in/a", "1"u8.ToArray(), new MqttPublishOptions(1) { Properties = new MqttProperties { ContentType = "x" } }, None);
        await Until.TrueAsync(() => first.Count == 1 && second.Count == 1, "both have the message");
        Assert.Equal("x", first.Single().Properties.ContentType);

        _broker.Kill();
        _broker.Start();
        await _proxy.SubscribeAsync("ready", 1, _ => { }, Unlost, None); // completes on the new connection, so behind the old subscriptions
        await above.WaitConnectedAsync(None);
        ending.Dispose();
        await above.PublishAsync("in/b", "2"u8.ToArray(), new MqttPublishOptions(1), None);
        await Until.TrueAsync(() => second.Count == 2, "the other has the second message");
        Assert.Single(first);
    }

    [Fact]
    public async Task A_subscription_asked_for_while_offline_waits_and_one_given_up_leaves_nothing()
    {
        _broker.Kill();
        await StartAsync();
        using var givingUp = new CancellationTokenSource();
        var got = new ConcurrentQueue<MqttMessage>();
        var givenUp = _proxy!.SubscribeAsync("in/a", 1, got.Enqueue, Unlost, givingUp.Token);
        var waiting = _proxy.SubscribeAsync("in/b", 1, got.Enqueue, Unlost, None);
        await givingUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givenUp);

        _broker.Start();
        using var subscribed = await waiting;
        await using var above = await ConnectAsync();
        await above.PublishAsync("in/a", "1"u8.ToArray(), new MqttPublishOptions(1), None);
        await above.PublishAsync("in/b", "2"u8.ToArray(), new MqttPublishOptions(1), None);
        await Until.TrueAsync(() => !got.IsEmpty, "a message arrives");
        Assert.Equal(["in/b"], got.Select(message => message.Topic));
    }

    [Fact]
    public async Task The_connection_is_told_first_as_it_is_and_then_as_it_changes()
    {
        await StartAsync();
        await Until.TrueAsync(() => _proxy!.IsConnected, "it is connected");
        var told = new ConcurrentQueue<bool>();
        using var watch = _proxy!.Connection.Watch(told.Enqueue, out var start);
        Assert.Empty(told);
        start();
        Assert.Equal([true], told);

        _broker.Kill();
        await Until.TrueAsync(() => told.Count == 2, "the end of the connection is told");
        _broker.Start();
        await Until.TrueAsync(() => told.Count == 3, "the next connection is told");
        Assert.Equal([true, false, true], told);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _broker.Dispose();
        _folder.Dispose();
    }

    private static void Unlost(MqttProxyException lost) => throw lost;

    private static ProxyRecord Message(int number) => new() { Topic = "out", Qos = 1, Payload = Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture)) };

    private async Task PublishAsync(int from, int to)
    {
        for (var number = from; number < to; number++) await _proxy!.PublishAsync(Message(number), None);
    }

    /// <summary>Publishes until it is refused.</summary>
    /// <returns>How many were taken.</returns>
    private async Task<int> FillAsync(int from)
    {
        for (var number = from; number < from + 1000; number++)
        {
            try { await _proxy!.PublishAsync(Message(number) with { Payload = new byte[1000] }, None); }
            catch (MqttProxyException) { return number - from; }
        }
        throw new InvalidOperationException("The spool takes everything.");
    }

    private static MqttProxyOptions Limited(SpoolLimits limits) => new() { Limits = () => limits };

    private Task SentAsync() => Until.TrueAsync(() => _proxy!.Spool.Cursor.Confirmed == _proxy.Spool.Stream.NewestSequence, "the broker confirms all");

    private async Task StartAsync(string folder = "streams", MqttProxyOptions? options = null)
    {
        _store = await StreamStore.OpenAsync(new StreamStoreOptions { Root = _folder[folder] }, None);
        _proxy = new MqttProxyService(Upstream("proxy"), _store, options ?? new MqttProxyOptions(), NullLogger.Instance, TimeProvider.System);
    }

    private async Task StopAsync()
    {
        if (_proxy is not null) await _proxy.DisposeAsync();
        if (_store is not null) await _store.DisposeAsync();
        (_proxy, _store) = (null, null);
    }

    private MqttClientOptions Upstream(string id) => new() { Broker = _broker.Endpoint, ClientId = id, ReconnectMax = TimeSpan.FromMilliseconds(300) };

    private async Task<MqttClient> ConnectAsync()
    {
        var client = MqttClient.Create(Upstream("above"), NullLogger.Instance);
        client.Start();
        await client.WaitConnectedAsync(None);
        return client;
    }

    private async Task<Listener> ListenAsync(string filter)
    {
        var listener = new Listener(await ConnectAsync());
        await listener.SubscribeAsync(filter);
        return listener;
    }

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories)) Directory.CreateDirectory(to + folder[from.Length..]);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "lock")) File.Copy(file, to + file[from.Length..]);
    }

    /// <summary>Somebody at the broker above.</summary>
    private sealed class Listener(MqttClient client) : IAsyncDisposable
    {
        private readonly ConcurrentQueue<MqttMessage> _messages = new();

        public IEnumerable<int> Numbers => _messages.Select(message => int.Parse(Encoding.UTF8.GetString(message.Payload.Span), CultureInfo.InvariantCulture));

        public Task SubscribeAsync(string filter) => client.SubscribeAsync(filter, 1, message => { _messages.Enqueue(message); return ValueTask.CompletedTask; }, None).AsTask();

        public Task ConnectedAsync() => client.WaitConnectedAsync(None).AsTask();

        public async Task<MqttMessage> NextAsync()
        {
            await Until.TrueAsync(() => !_messages.IsEmpty, "a message arrives");
            _messages.TryDequeue(out var message);
            return message!;
        }

        public ValueTask DisposeAsync() => client.DisposeAsync();
    }
}
