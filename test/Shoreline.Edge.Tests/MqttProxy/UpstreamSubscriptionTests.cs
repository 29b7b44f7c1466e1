using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Edge.MqttProxy;
using Shoreline.Edge.Tests.Runtime;
using Shoreline.Messaging;
using Shoreline.Streams;

namespace Shoreline.Edge.Tests.MqttProxy;

/// <summary>Subscriptions at a real Mosquitto: their quality, and what becomes of those that it takes away by its dynamic security plugin.</summary>
public sealed class UpstreamSubscriptionTests : IAsyncDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly ScratchFolder _folder = new();
    private readonly ScratchFolder _rights = new();
    private readonly MosquittoFixture _broker;
    private readonly ConcurrentQueue<MqttProxyException> _lost = new();
    private readonly SteppedClock _clock = new();
    private StreamStore? _store;
    private MqttProxyService? _proxy;

    public UpstreamSubscriptionTests()
    {
        var plugin = Directory.GetDirectories("/usr/lib").Select(folder => Path.Combine(folder, "mosquitto_dynamic_security.so")).First(File.Exists);
        Allow();
        _broker = MosquittoFixture.With(_ => $"plugin {plugin}\nplugin_opt_config_file {_rights["rights.json"]}");
    }

    [Fact]
    public async Task A_filter_is_subscribed_to_at_the_highest_quality_that_anybody_asks_for()
    {
        await StartAsync();
        await using var above = await ConnectAsync();
        var (first, second) = (new ConcurrentQueue<MqttMessage>(), new ConcurrentQueue<MqttMessage>());
        await above.PublishAsync("in/kept", "old"u8.ToArray(), new MqttPublishOptions(1, Retain: true), None);
        using var low = await SubscribeAsync("in/#", 0, first);
        await Until.TrueAsync(() => first.Count == 1, "the retained message");

        await above.PublishAsync("in/a", "1"u8.ToArray(), new MqttPublishOptions(1), None);
        await Until.TrueAsync(() => first.Count == 2, "a message for who asked for quality 0");
        using var high = await SubscribeAsync("in/#", 1, second);
        await above.PublishAsync("in/b", "2"u8.ToArray(), new MqttPublishOptions(1), None);
        await Until.TrueAsync(() => second.Any(message => message.Topic == "in/b"), "a message for who asked for quality 1");

        Assert.Equal([0, 0], first.Take(2).Select(message => message.Qos));
        Assert.Equal(1, first.Last().Qos);
        Assert.Single(first, message => message.Topic == "in/b"); // and not once for each of both
        high.Dispose();
        await above.PublishAsync("in/c", "3"u8.ToArray(), new MqttPublishOptions(1), None);
        await Until.TrueAsync(() => first.Last().Topic == "in/c", "a message after the other has gone");
    }

    [Fact]
    public async Task One_that_the_broker_takes_away_does_not_take_the_others_along_and_comes_back_when_it_may()
    {
        await StartAsync(attempts: 1000);
        var (mine, others) = (new ConcurrentQueue<MqttMessage>(), new ConcurrentQueue<MqttMessage>());
        using var refused = await SubscribeAsync("private/a", 1, mine);
        using var granted = await SubscribeAsync("in/#", 1, others);

        await RestartBrokerAsync(Deny("private/a"));

        await AdvanceAsync(() => _proxy!.RefusedSubscriptions > 0);
        await using var above = await ConnectAsync();
        await Until.TrueAsync(() => _proxy!.IsConnected, "the connection to count all the same");
        await above.PublishAsync("in/a", "1"u8.ToArray(), new MqttPublishOptions(1), None);
        await Until.TrueAsync(() => others.Count == 1, "a message for the other");

        await RestartBrokerAsync(Allow);
        await AdvanceAsync(() => _proxy!.IsConnected && !mine.IsEmpty, async () => await above.PublishAsync("private/a", "2"u8.ToArray(), new MqttPublishOptions(1), None));

        Assert.Empty(_lost);
    }

    [Fact]
    public async Task One_that_stays_refused_is_given_up_and_its_subscribers_are_told()
    {
        await StartAsync();
        using var first = await SubscribeAsync("private/a", 1, new());
        using var second = await SubscribeAsync("private/a", 0, new());

        await RestartBrokerAsync(Deny("private/a"));
        await AdvanceAsync(() => _lost.Count == 2);

        Assert.All(_lost, lost =>
        {
            Assert.Equal(0x87, lost.ReasonCode); // not authorized (MQTT 5.0, 2.4)
            Assert.StartsWith("Subscribe to topic private/a failed: ", lost.Message, StringComparison.Ordinal);
        });
        Assert.Equal(4, _proxy!.RefusedSubscriptions); // by the reconnect, and by three attempts
        await Assert.ThrowsAsync<MqttProxyException>(() => SubscribeAsync("private/a", 1, new()));
        Allow();
    }

    public async ValueTask DisposeAsync()
    {
        if (_proxy is not null) await _proxy.DisposeAsync();
        if (_store is not null) await _store.DisposeAsync();
        _broker.Dispose();
        _rights.Dispose();
        _folder.Dispose();
    }

    private Task<IDisposable> SubscribeAsync(string filter, int qos, ConcurrentQueue<MqttMessage> into) => _proxy!.SubscribeAsync(filter, qos, into.Enqueue, _lost.Enqueue, None);

    private async Task RestartBrokerAsync(Action rights)
    {
        _broker.Kill();
        await Until.TrueAsync(() => !_proxy!.IsConnected, "the end of the connection to be seen");
        rights();
        _broker.Start();
    }

    /// <summary>Lets the pauses between attempts, to connect and to subscribe, pass.</summary>
    private async Task AdvanceAsync(Func<bool> isDone, Func<Task>? actAsync = null) => await Until.TrueAsync(
        async () =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            try { if (actAsync is not null && !isDone()) await actAsync(); }
            catch (MqttDisconnectedException) { /* not connected again yet */ }
            return isDone();
        },
        "what the attempts lead to");

    private void Allow() => Write([]);

    private Action Deny(string filter) => () => Write([new { acltype = "subscribeLiteral", topic = filter, priority = 1, allow = false }]);

    private void Write(object[] acls) => File.WriteAllText(_rights["rights.json"], JsonSerializer.Serialize(new
    {
        defaultACLAccess = new { publishClientSend = true, publishClientReceive = true, subscribe = true, unsubscribe = true },
        clients = Array.Empty<object>(),
        groups = new[] { new { groupname = "all", roles = new[] { new { rolename = "all" } } } },
        roles = new[] { new { rolename = "all", acls } },
        anonymousGroup = "all",
    }));

    private async Task StartAsync(int attempts = 3)
    {
        _store = await StreamStore.OpenAsync(new StreamStoreOptions { Root = _folder["streams"] }, None);
        _proxy = new MqttProxyService(Upstream("proxy"), _store, new MqttProxyOptions { SubscribeAttempts = attempts }, NullLogger.Instance, _clock);
    }

    private MqttClientOptions Upstream(string id) => new() { Broker = _broker.Endpoint, ClientId = id, ReconnectMax = TimeSpan.FromMilliseconds(300) };

    private async Task<MqttClient> ConnectAsync()
    {
        var client = MqttClient.Create(Upstream("above"), NullLogger.Instance);
        client.Start();
        await client.WaitConnectedAsync(None);
        return client;
    }
}
