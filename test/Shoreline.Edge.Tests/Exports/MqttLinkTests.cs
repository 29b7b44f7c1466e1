using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Cli.Demo;
using Shoreline.Core.Naming;
using Shoreline.Edge.Exports;
using Shoreline.Edge.Exports.Mqtt;
using Shoreline.Messaging;
using Shoreline.Streams;

namespace Shoreline.Edge.Tests.Exports;

/// <summary>
/// A real broker behind a link that is cut, and killed, while records are on their way. What was acknowledged to its writer arrives, once
/// by its sequence, in order.
/// </summary>
public sealed class MqttLinkTests : IAsyncLifetime
{
    private const int Rounds = 4;
    private const int RecordsPerRound = 400;
    private static readonly DeviceName Device = new("gw-test");

    private readonly ScratchFolder _folder = new();
    private readonly MosquittoFixture _broker = new();
    private LinkProxy _link = null!;
    private StreamStore _store = null!;
    private DurableStream _stream = null!;

    public async ValueTask InitializeAsync()
    {
        _link = LinkProxy.Start(_broker.Port);
        _store = await StreamStore.OpenAsync(new StreamStoreOptions { Root = _folder["streams"] }, TestContext.Current.CancellationToken);
        _stream = _store.Create(new StreamDefinition { Name = "readings" });
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _link.DisposeAsync();
        _broker.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task With_the_stores_acknowledgement_every_quality_of_service_is_lossless_over_cuts_and_a_killed_broker(int qos)
    {
        await using var cloud = await CloudDouble.StartAsync(_broker.Endpoint, Device);
        await using var client = Connect();
        await using var destination = new MqttStoreDestination(
            "cloud", Device, client, qos, TimeSpan.FromSeconds(1), TimeProvider.System, NullLogger.Instance);
        using var plan = FixedPlan.Of("readings", Small(destination));
        await using var engine = new ExportEngine(_store, plan, NullLogger.Instance, TimeProvider.System);

        await BreakWhileAppendingAsync(() => cloud.Received.Count);

        await Until.TrueAsync(
            () => Confirmed(engine) == Rounds * RecordsPerRound - 1, "all records to be confirmed", TimeSpan.FromSeconds(60));
        Assert.Equal(
            Enumerable.Range(0, Rounds * RecordsPerRound).Select(i => $"record {i}"),
            cloud.Payloads.OrderBy(p => p.Key).Select(p => p.Value));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task With_the_brokers_acknowledgement_a_subscriber_at_the_broker_misses_nothing_over_cuts(int qos)
    {
        await using var subscriber = await Arrivals.SubscribeAsync(_broker.Endpoint);
        await using var client = Connect();
        await using var destination = new MqttBrokerDestination("cloud", Device, client, qos);
        using var plan = FixedPlan.Of("readings", Small(destination));
        await using var engine = new ExportEngine(_store, plan, NullLogger.Instance, TimeProvider.System);

        // a killed broker forgets its subscribers, so nothing could be said of them
        await BreakWhileAppendingAsync(() => subscriber.Count, killBroker: false);

        await Until.TrueAsync(
            () => Confirmed(engine) == Rounds * RecordsPerRound - 1, "all records to be confirmed", TimeSpan.FromSeconds(60));
        await Until.TrueAsync(() => subscriber.Count == Rounds * RecordsPerRound, "all records to arrive");
        var order = subscriber.FirstArrivals;
        Assert.Equal(order.Order(), order); // each record for the first time behind all before it
    }

    [Fact]
    public async Task Nothing_is_confirmed_while_the_link_is_cut_and_the_export_says_so()
    {
        await using var client = Connect();
        await using var destination = new MqttBrokerDestination("cloud", Device, client, qos: 1);
        using var plan = FixedPlan.Of("readings", destination);
        await using var engine = new ExportEngine(_store, plan, NullLogger.Instance, TimeProvider.System);
        await AppendAsync(0, 1);
        await Until.TrueAsync(() => Confirmed(engine) == 0, "the first record");

        _link.Cut();
        await AppendAsync(1, 50);
        await Until.TrueAsync(
            () => engine.Reports("readings").Single() is { State: "offline", WaitingRecords: 50, Confirmed: 0 },
            "the export to be offline");
        _link.Heal();

        await Until.TrueAsync(
            () => engine.Reports("readings").Single() is { State: "idle", WaitingRecords: 0, Error: null }, "the backlog to drain");
    }

    /// <summary>
    /// Cuts the link in every round, and kills the broker in every second one, when some of the round's records have arrived and others
    /// have not.
    /// </summary>
    private async Task BreakWhileAppendingAsync(Func<int> arrived, bool killBroker = true)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var before = arrived();
            var appending = AppendAsync(round * RecordsPerRound, RecordsPerRound);
            await Until.TrueAsync(() => arrived() > before, "some records of the round");
            if (killBroker && round % 2 == 1)
            {
                _broker.Kill();
                await appending;
                _broker.Start();
            }
            else
            {
                _link.Cut();
                await appending;
                _link.Heal();
            }
        }
    }

    private async Task AppendAsync(int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            await _stream.AppendAsync(Encoding.UTF8.GetBytes($"record {i}"), TestContext.Current.CancellationToken);
        }
    }

    private MqttClient Connect()
    {
        var client = MqttClient.Create(
            new MqttClientOptions { Broker = new Uri($"mqtt://127.0.0.1:{_link.Port}"), ReconnectMax = TimeSpan.FromMilliseconds(200) },
            NullLogger.Instance);
        client.Start();
        return client;
    }

    private static long Confirmed(ExportEngine engine) => engine.Reports("readings") is [var report] ? report.Confirmed : -1;

    /// <summary>With small batches, so that many are on their way when the link breaks.</summary>
    private static SmallBatches Small(IExportDestination destination) => new(destination);

    private sealed class SmallBatches(IExportDestination inner) : IExportDestination
    {
        public string Id => inner.Id;

        public ExportLimits Limits => inner.Limits with { BatchRecords = 10 };

        public bool IsReachable => inner.IsReachable;

        public ValueTask WaitReachableAsync(CancellationToken cancellationToken) => inner.WaitReachableAsync(cancellationToken);

        public Task<Delivery> DeliverAsync(ExportBatch batch, ISendPermit permit, CancellationToken cancellationToken) =>
            inner.DeliverAsync(batch, permit, cancellationToken);
    }

    /// <summary>What a plain subscriber sees.</summary>
    private sealed class Arrivals(MqttClient client) : IAsyncDisposable
    {
        private readonly ConcurrentDictionary<long, byte> _seen = new();
        private readonly ConcurrentQueue<long> _first = new();

        public int Count => _seen.Count;

        /// <summary>Sequences in the order of their first arrival.</summary>
        public IReadOnlyList<long> FirstArrivals => [.. _first];

        public static async Task<Arrivals> SubscribeAsync(Uri broker)
        {
            var client = MqttClient.Create(new MqttClientOptions { Broker = broker }, NullLogger.Instance);
            client.Start();
            var arrivals = new Arrivals(client);
            await client.SubscribeAsync(Topics.AllRecords, 1, arrivals.TakeAsync);
            return arrivals;
        }

        public ValueTask DisposeAsync() => client.DisposeAsync();

        private ValueTask TakeAsync(MqttMessage message)
        {
            var first = long.Parse(message.UserProperty("sequence")!, System.Globalization.CultureInfo.InvariantCulture);
            var count = long.Parse(message.UserProperty("count")!, System.Globalization.CultureInfo.InvariantCulture);
            for (var sequence = first; sequence < first + count; sequence++)
            {
                if (_seen.TryAdd(sequence, 0)) _first.Enqueue(sequence);
            }
            return ValueTask.CompletedTask;
        }
    }
}
