using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Edge.MqttProxy;
using Shoreline.Edge.Tests.Ipc;
using Shoreline.Greengrass.Ipc.Model;
using Shoreline.Messaging;
using Shoreline.Streams;

namespace Shoreline.Edge.Tests.MqttProxy;

/// <summary>The broker above as a component sees it over IPC, with a real one.</summary>
public sealed class MqttIpcTests : IAsyncLifetime
{
    private const string Policy = """{"accessControl":{"aws.greengrass.ipc.mqttproxy":{"p":{"operations":["*"],"resources":["site/#"]}}}}""";

    private readonly ScratchFolder _folder = new();
    private readonly MosquittoFixture _broker = new();
    private readonly ServedIpc _served = new();
    private StreamStore _store = null!;
    private MqttProxyService _proxy = null!;

    public async ValueTask InitializeAsync()
    {
        _store = await StreamStore.OpenAsync(new StreamStoreOptions { Root = _folder.Path });
        var upstream = new MqttClientOptions { Broker = _broker.Endpoint, ReconnectMax = TimeSpan.FromMilliseconds(300) };
        _proxy = new MqttProxyService(upstream, _store, new MqttProxyOptions(), NullLogger.Instance, TimeProvider.System);
        MqttOperations.AddTo(_served.Parts.Operations, _proxy);
    }

    [Fact]
    public async Task What_one_component_publishes_another_receives_whole()
    {
        using var sender = await _served.ConnectAsync("com.example.A", Policy);
        using var receiver = await _served.ConnectAsync("com.example.B", Policy);
        await receiver.OkAsync(IpcOperations.SubscribeToIoTCore, """{"topicName":"site/#","qos":"1"}""");

        Assert.Equal("{}", await sender.OkAsync(IpcOperations.PublishToIoTCore,
            """{"topicName":"site/door","qos":"1","payload":"b3Blbg==","userProperties":[{"key":"a","value":"1"}],"correlationData":"AQI=","responseTopic":"site/answers","payloadFormat":"1","contentType":"text/plain"}"""));

        var received = (await receiver.ReadAsync())!;
        Assert.Equal("IoTCoreMessage", received.ShapeName);
        Assert.Equal(
            """{"message":{"topicName":"site/door","payload":"b3Blbg==","retain":false,"userProperties":[{"key":"a","value":"1"}],"correlationData":"AQI=","responseTopic":"site/answers","payloadFormat":"1","contentType":"text/plain"}}""",
            received.Payload);
    }

    [Theory]
    [InlineData("""{"qos":"1","payload":""}""", "InvalidArgumentsError")]
    [InlineData("""{"topicName":"other","qos":"9"}""", "UnauthorizedError")]
    [InlineData("""{"topicName":"site/a","qos":"1"}""", "InvalidArgumentsError")]
    [InlineData("""{"topicName":"site/a","qos":"9","payload":""}""", "InvalidArgumentsError")]
    [InlineData("""{"topicName":"site/a","payload":""}""", "InvalidArgumentsError")]
    [InlineData("""{"topicName":"site/#","qos":"1","payload":""}""", "ServiceError")]
    public async Task Publishes_are_checked_in_the_order_of_the_specification(string request, string shape)
    {
        using var client = await _served.ConnectAsync("com.example.A", Policy);

        Assert.Equal(shape, await client.ErrorShapeAsync(IpcOperations.PublishToIoTCore, request));
    }

    [Fact]
    public async Task The_connection_is_told_first_as_it_is_and_then_as_it_changes()
    {
        using var client = await _served.ConnectAsync("com.example.A", Policy);
        await client.OkAsync(IpcOperations.SubscribeToIoTCore, """{"topicName":"site/a","qos":"0"}"""); // it is connected once this is answered
        await Until.TrueAsync(() => _proxy.IsConnected, "it is connected");
        await client.OkAsync(IpcOperations.SubscribeToIoTCoreConnectionStatus);
        Assert.Equal("""{"connectionStatusEvent":{"status":"CONNECTED"}}""", (await client.ReadAsync())!.Payload);
        _broker.Kill();
        Assert.Equal("""{"connectionStatusEvent":{"status":"DISCONNECTED"}}""", (await client.ReadAsync())!.Payload);
    }

    public async ValueTask DisposeAsync()
    {
        await _served.DisposeAsync();
        await _proxy.DisposeAsync();
        await _store.DisposeAsync();
        _broker.Dispose();
        _folder.Dispose();
    }
}
