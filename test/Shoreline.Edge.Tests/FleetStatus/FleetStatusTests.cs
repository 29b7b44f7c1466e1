using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Edge.FleetStatus;
using Shoreline.Edge.MqttProxy;
using Shoreline.Edge.Nucleus;
using Shoreline.Edge.Tests.Exports;
using Shoreline.Messaging;
using Shoreline.Streams;
using Shoreline.Streams.Files;

namespace Shoreline.Edge.Tests.FleetStatus;

/// <summary>The rules of greengrass-components, section 11, without a broker: messages wait in their streams.</summary>
public sealed class FleetStatusTests : IAsyncDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly StepClock _clock = new();
    private readonly ScriptedComponents _components = new();
    private StreamStore? _store;
    private MqttProxyService? _proxy;
    private FleetStatusService? _service;
    private bool _isDeploying;
    private TimeSpan _cadence = TimeSpan.FromDays(1);

    [Fact]
    public async Task The_start_tells_of_all_components_as_a_record_and_on_the_topic()
    {
        _components.Set("a", LifecycleState.Running);
        _components.Set("b", LifecycleState.Broken, "RUN_ERROR", "exit code 1");
        await StartAsync();

        var message = await MessageAsync(0);

        Assert.Equal(("gw-01", "UNHEALTHY", 1, "COMPLETE", "NUCLEUS_LAUNCH"),
            ((string)message["thing"]!, (string)message["overallDeviceStatus"]!, (int)message["sequenceNumber"]!, (string)message["messageType"]!, (string)message["trigger"]!));
        Assert.Equal(1_769_851_800_000, (long)message["timestamp"]!);
        Assert.Equal("""{"componentName":"b","version":"1.0.0","fleetConfigArns":[],"componentStatusDetails":{"statusCodes":["RUN_ERROR"],"statusReason":"exit code 1"},"isRoot":true,"status":"BROKEN"}""",
            message["components"]![1]!.ToJsonString());
        var sent = ProxyRecord.Decode(Read("mqtt-proxy", 0))!;
        Assert.Equal("$aws/things/gw-01/greengrassv2/health/json", sent.Topic);
        Assert.Equal(message.ToJsonString(), JsonNode.Parse(sent.Payload.Span)!.ToJsonString());
    }

    [Fact]
    public async Task The_number_rises_over_restarts()
    {
        await StartAsync();
        await MessageAsync(0);
        await StopAsync();
        await StartAsync();

        Assert.Equal(2, (int)(await MessageAsync(1))["sequenceNumber"]!);
    }

    [Fact]
    public async Task An_error_is_told_at_once_and_what_changed_once_all_have_settled()
    {
        _components.Set("a", LifecycleState.Running);
        await StartAsync();
        await MessageAsync(0);

        _components.Set("a", LifecycleState.Errored, "RUN_ERROR", "exit code 1");
        var errored = await MessageAsync(1);
        _components.Set("a", LifecycleState.Starting);
        _components.Set("a", LifecycleState.Running);
        var settled = await MessageAsync(2);

        Assert.Equal(("PARTIAL", "COMPONENT_STATUS_CHANGE", "ERRORED"), ((string)errored["messageType"]!, (string)errored["trigger"]!, (string)errored["components"]![0]!["status"]!));
        Assert.Equal("RUNNING", (string)settled["components"]![0]!["status"]!);
    }

    [Fact]
    public async Task A_deployment_tells_what_it_changed_and_of_what_it_removed_once_more()
    {
        _components.Set("a", LifecycleState.Running);
        await StartAsync();
        await MessageAsync(0);
        _isDeploying = true;
        _components.Set("new", LifecycleState.Running);
        _components.Remove("a");

        await _service!.DeploymentEndedAsync(new EndedDeployment(
            StatusTrigger.LocalDeployment, "d-1", "FAILED", new DeploymentDetails("FAILED_ROLLBACK_COMPLETE", ["DEPLOYMENT_FAILURE"], ["NONE"], "because"), null, ["kept"]));

        var message = await MessageAsync(1);
        Assert.Equal(["a:FINISHED", "new:RUNNING"], message["components"]!.AsArray().Select(c => $"{c!["componentName"]}:{c["status"]}"));
        Assert.Equal(
            """{"status":"FAILED","statusDetails":{"detailedStatus":"FAILED_ROLLBACK_COMPLETE","failureCause":"because","errorStack":["DEPLOYMENT_FAILURE"],"errorTypes":["NONE"]},"fleetConfigurationArnForStatus":null,"deploymentId":"d-1","unchangedRootComponents":["kept"]}""",
            message["deploymentInformation"]!.ToJsonString());
    }

    [Fact]
    public async Task Once_a_day_all_is_told_again()
    {
        _components.Set("a", LifecycleState.Running);
        await StartAsync();
        await MessageAsync(0);

        _clock.Advance(TimeSpan.FromDays(1));

        var message = await MessageAsync(1);
        Assert.Equal(("CADENCE", "COMPLETE", 1), ((string)message["trigger"]!, (string)message["messageType"]!, message["components"]!.AsArray().Count));
    }

    [Fact]
    public async Task A_deployment_that_changes_the_cadence_changes_when_all_is_told_next()
    {
        _cadence = TimeSpan.FromDays(100);
        await StartAsync();
        await MessageAsync(0);
        for (var day = 0; day < 99; day++) _clock.Advance(TimeSpan.FromDays(1));
        _cadence = TimeSpan.FromDays(101);
        await _service!.DeploymentEndedAsync(new EndedDeployment(StatusTrigger.LocalDeployment, "d-1", "SUCCEEDED", null, null, []));
        _clock.Advance(TimeSpan.FromDays(1));
        _cadence = TimeSpan.FromDays(2);
        await _service.DeploymentEndedAsync(new EndedDeployment(StatusTrigger.LocalDeployment, "d-2", "SUCCEEDED", null, null, []));

        await MessageAsync(3);
        _clock.Advance(TimeSpan.FromDays(2));

        await MessageAsync(4);
        var days = new List<double>();
        for (var number = 1; number <= 4; number++)
        {
            var message = await MessageAsync(number);
            if ((string)message["trigger"]! == "CADENCE") days.Add(((long)message["timestamp"]! - 1_769_851_800_000) / TimeSpan.FromDays(1).TotalMilliseconds);
        }
        Assert.Equal([100, 102], days);
    }

    [Fact]
    public void A_large_message_goes_in_chunks_that_have_all_components_once()
    {
        var many = Enumerable.Range(0, 2000).Select(number => ScriptedComponents.View($"component-{number:d4}", LifecycleState.Running, "NONE", new string('r', 100))).ToList();

        var chunks = StatusMessages.Compose(new StatusDevice("gw-01", "1"), 7, _clock.GetUtcNow(), StatusTrigger.Cadence, many, many, deployment: null);

        Assert.InRange(chunks.Count, 3, 6);
        Assert.All(chunks, chunk => Assert.InRange(chunk.Length, 1, StatusMessages.PayloadBytes));
        var messages = chunks.Select(chunk => JsonNode.Parse(chunk)!).ToList();
        Assert.Equal(many.Select(c => c.Record.Name), messages.SelectMany(m => m["components"]!.AsArray().Select(c => (string)c!["componentName"]!)));
        Assert.Equal(Enumerable.Range(1, chunks.Count), messages.Select(m => (int)m["chunkInfo"]!["chunkId"]!));
        Assert.All(messages, m => Assert.Equal((7, chunks.Count), ((int)m["sequenceNumber"]!, (int)m["chunkInfo"]!["totalChunks"]!)));
    }

    [Fact]
    public void A_number_is_never_used_twice_whatever_stops_the_device()
    {
        for (var call = 1; call < 40; call++)
        {
            var random = new Random(call);
            var disk = new SimulatedFileSystem();
            disk.CreateFolder("/run");
            disk.SyncFolder("/");
            disk.CallsUntilStop = call;
            var last = 0L;
            try
            {
                var numbers = Sequence(disk);
                while (true) last = numbers.Next();
            }
            catch (IOException) when (disk.IsStopped) { /* as asked for */ }

            Assert.True(Sequence(random.Next(2) == 0 ? disk.AfterKill() : disk.AfterPowerCut(random)).Next() > last, $"stopped at call {call}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }

    private StatusSequence Sequence(IFileSystem disk) => new(disk, "/run/number", NullLogger.Instance, _clock);

    private async Task StartAsync()
    {
        _store = await StreamStore.OpenAsync(new StreamStoreOptions { Root = _folder["streams"] });
        var stream = _store.TryGet("fleet-status", out var there) ? there : _store.Create(new StreamDefinition { Name = "fleet-status" });
        var nobody = new MqttClientOptions { Broker = new Uri($"mqtt://127.0.0.1:{Ports.Free()}") };
        _proxy = new MqttProxyService(nobody, _store, new MqttProxyOptions(), NullLogger.Instance, TimeProvider.System);
        _service = new FleetStatusService(new FleetStatusParts
        {
            Device = new StatusDevice("gw-01", "0.1.0"),
            Components = _components,
            IsDeploying = () => _isDeploying,
            Proxy = _proxy,
            Stream = stream,
            Files = DiskFileSystem.Instance,
            SequencePath = _folder["number"],
            Cadence = () => _cadence,
            Logger = NullLogger.Instance,
            Time = _clock,
        });
    }

    private async Task StopAsync()
    {
        if (_service is not null) await _service.DisposeAsync();
        if (_proxy is not null) await _proxy.DisposeAsync();
        if (_store is not null) await _store.DisposeAsync();
        (_service, _proxy, _store) = (null, null, null);
    }

    private async Task<JsonNode> MessageAsync(long number)
    {
        await Until.TrueAsync(() => _store!.Get("mqtt-proxy").NewestSequence >= number, $"message {number} is there");
        var record = JsonNode.Parse(Read("fleet-status", number))!;
        Assert.Equal(StatusRecord.Schema, (string)record["schema"]!);
        return record["message"]!;
    }

    private byte[] Read(string stream, long sequence)
    {
        using var batch = new RecordBatch();
        Assert.Equal(1, _store!.Get(stream).Read(sequence, 1, 1 << 20, batch));
        return batch[0].Payload.ToArray();
    }
}
