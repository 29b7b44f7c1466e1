using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Core.Naming;
using Shoreline.Edge.Exports;
using Shoreline.Edge.Exports.Mqtt;
using Shoreline.Messaging;
using Shoreline.Streams;

namespace Shoreline.Edge.Tests.Exports;

public sealed class MqttExportTests : IAsyncLifetime
{
    private static readonly DeviceName Device = new("gw-test");

    private readonly ScratchFolder _folder = new();
    private readonly MosquittoFixture _broker = new();
    private StreamStore _store = null!;
    private DurableStream _stream = null!;

    public async ValueTask InitializeAsync()
    {
        await OpenStoreAsync();
        _stream = _store.Create(new StreamDefinition { Name = "readings" });
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _broker.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Records_appended_offline_arrive_once_the_broker_is_there()
    {
        _broker.Kill();
        await using var export = new RunningExport(_store, _broker.Endpoint);
        await AppendAsync(0, 1200);
        Assert.Equal(("offline", -1), (export.Report.State, export.Report.Confirmed));

        _broker.Start();
        await using var cloud = await CloudDouble.StartAsync(_broker.Endpoint, Device);

        await export.ConfirmedAsync(1199);
        Assert.Equal(Enumerable.Range(0, 1200).Select(i => $"record {i}"), cloud.Payloads.OrderBy(p => p.Key).Select(p => p.Value));
        Assert.Equal(["lines"], cloud.Encodings.Distinct());
        await Until.TrueAsync(() => export.Report is { State: "idle", Error: null }, "the export to be idle");
    }

    [Fact]
    public async Task The_cursor_waits_for_the_acknowledgement_and_what_has_none_is_sent_again()
    {
        await using var cloud = await CloudDouble.StartAsync(_broker.Endpoint, Device);
        cloud.Acknowledges = _ => false;
        await using var export = new RunningExport(_store, _broker.Endpoint, retryTime: TimeSpan.FromMilliseconds(200));
        await AppendAsync(0, 10);

        await Until.TrueAsync(() => cloud.Received.GetValueOrDefault(0) >= 2, "the first record to come twice");
        Assert.Equal(-1, export.Report.Confirmed);

        cloud.Acknowledges = _ => true;
        await export.ConfirmedAsync(9);
        Assert.Equal(10, cloud.Received.Count);
    }

    [Fact]
    public async Task The_cursor_does_not_pass_a_batch_that_is_not_confirmed()
    {
        await using var cloud = await CloudDouble.StartAsync(_broker.Endpoint, Device);
        cloud.Acknowledges = first => first != 0;
        await using var export = new RunningExport(_store, _broker.Endpoint);
        await AppendAsync(0, 1);
        await Until.TrueAsync(() => cloud.Received.ContainsKey(0), "the first record");
        await AppendAsync(1, 20);

        await Until.TrueAsync(() => cloud.Received.Count == 21, "all records");
        Assert.Equal(-1, export.Report.Confirmed);
    }

    [Fact]
    public async Task A_broker_that_is_killed_again_and_again_loses_nothing()
    {
        await using var cloud = await CloudDouble.StartAsync(_broker.Endpoint, Device);
        await using var export = new RunningExport(_store, _broker.Endpoint, retryTime: TimeSpan.FromSeconds(1));
        for (var round = 0; round < 3; round++)
        {
            await AppendAsync(round * 500, 500);
            await Until.TrueAsync(() => cloud.Received.Count > round * 500, "some records of the round");
            _broker.Kill();
            _broker.Start();
        }

        await export.ConfirmedAsync(1499);
        Assert.Equal(1500, cloud.Received.Count);
    }

    [Fact]
    public async Task A_reopened_store_goes_on_behind_what_was_confirmed()
    {
        await using var cloud = await CloudDouble.StartAsync(_broker.Endpoint, Device);
        await using (var export = new RunningExport(_store, _broker.Endpoint))
        {
            await AppendAsync(0, 100);
            await export.ConfirmedAsync(99);
        }
        await AppendAsync(100, 100);
        await _store.DisposeAsync();
        await OpenStoreAsync();
        _stream = _store.Get("readings");

        await using var again = new RunningExport(_store, _broker.Endpoint);
        Assert.True(again.Report.Confirmed >= 99);
        await again.ConfirmedAsync(199);

        Assert.Equal(200, cloud.Received.Count);
        Assert.All(cloud.Received, r => Assert.Equal(1, r.Value));
    }

    [Fact]
    public async Task Records_with_line_feeds_go_framed()
    {
        await using var cloud = await CloudDouble.StartAsync(_broker.Endpoint, Device);
        await using var export = new RunningExport(_store, _broker.Endpoint);
        await _stream.AppendAsync(Encoding.UTF8.GetBytes("two\nlines"), TestContext.Current.CancellationToken);
        await _stream.AppendAsync(Array.Empty<byte>(), TestContext.Current.CancellationToken);

        await export.ConfirmedAsync(1);

        Assert.Equal(["two\nlines", ""], cloud.Payloads.OrderBy(p => p.Key).Select(p => p.Value));
        Assert.Contains("framed", cloud.Encodings);
    }

    [Fact]
    public async Task A_gap_left_by_overwriting_is_stepped_over()
    {
        var stream = _store.Create(
            new StreamDefinition { Name = "small", MaxBytes = 64 << 10, SegmentBytes = 8 << 10, OnFull = OnFull.OverwriteOldest });
        for (var i = 0; i < 300; i++) await stream.AppendAsync(new byte[1000], TestContext.Current.CancellationToken);
        Assert.True(stream.OldestSequence > 0);
        await using var cloud = await CloudDouble.StartAsync(_broker.Endpoint, Device);

        await using var export = new RunningExport(_store, _broker.Endpoint, streamName: "small");

        await export.ConfirmedAsync(299);
        Assert.Equal(300 - stream.OldestSequence, cloud.Received.Count);
    }

    [Fact]
    public async Task A_deleted_stream_that_is_made_again_is_exported_from_its_beginning()
    {
        await using var cloud = await CloudDouble.StartAsync(_broker.Endpoint, Device);
        await using var export = new RunningExport(_store, _broker.Endpoint);
        await AppendAsync(0, 5);
        await export.ConfirmedAsync(4);

        await _store.DeleteAsync("readings");
        _stream = _store.Create(new StreamDefinition { Name = "readings" });
        await AppendAsync(100, 1);

        await export.ConfirmedAsync(0);
        await Until.TrueAsync(() => cloud.Payloads[0] == "record 100", "the first record of the new stream");
    }

    [Fact]
    public async Task A_foreign_client_reads_the_records_on_the_gateways_own_broker()
    {
        string[] arguments = ["-p", $"{_broker.Port}", "-t", "shoreline/v1/gw-test/records/readings", "-C", "1", "-W", "20"];
        using var reader = Process.Start(new ProcessStartInfo("mosquitto_sub", arguments) { RedirectStandardOutput = true })!;
        await using var export = new RunningExport(_store, _broker.Endpoint, acknowledgedByBroker: true);
        var reading = reader.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        while (!reading.IsCompleted) await AppendAsync(0, 1); // until its subscription stands; the command says nothing about that

        Assert.Equal("record 0", (await reading).Split('\n')[0]);
        await Until.TrueAsync(() => export.Report.Confirmed == _stream.NewestSequence, "the broker's confirmation");
    }

    private async Task OpenStoreAsync() =>
        _store = await StreamStore.OpenAsync(new StreamStoreOptions { Root = _folder["streams"] }, TestContext.Current.CancellationToken);

    private async Task AppendAsync(int first, int count) =>
        await Task.WhenAll(Enumerable.Range(first, count).Select(i => _stream.AppendAsync(Encoding.UTF8.GetBytes($"record {i}")).AsTask()));

    /// <summary>The export of one stream, with the client it needs.</summary>
    private sealed class RunningExport : IAsyncDisposable
    {
        private readonly string _stream;
        private readonly MqttClient _client;
        private readonly MqttDestination _destination;
        private readonly ExportEngine _engine;

        public RunningExport(
            StreamStore store, Uri broker, TimeSpan? retryTime = null, bool acknowledgedByBroker = false, string streamName = "readings",
            int qos = 1)
        {
            _stream = streamName;
            _client = MqttClient.Create(
                new MqttClientOptions { Broker = broker, ReconnectMax = TimeSpan.FromMilliseconds(200) }, NullLogger.Instance);
            _client.Start();
            _destination = acknowledgedByBroker
                ? new MqttBrokerDestination("cloud", Device, _client, qos)
                : new MqttStoreDestination(
                    "cloud", Device, _client, qos, retryTime ?? TimeSpan.FromSeconds(10), TimeProvider.System, NullLogger.Instance);
            _engine = new ExportEngine(store, FixedPlan.Of(streamName, _destination), NullLogger.Instance, TimeProvider.System);
        }

        public Core.Records.ExportReport Report => _engine.Reports(_stream).Single();

        public Task ConfirmedAsync(long sequence) =>
            Until.TrueAsync(
                () => _engine.Reports(_stream) is [var report] && report.Confirmed == sequence, $"record {sequence} to be confirmed");

        public async ValueTask DisposeAsync()
        {
            await _engine.DisposeAsync();
            await _destination.DisposeAsync();
            await _client.DisposeAsync();
        }
    }
}
