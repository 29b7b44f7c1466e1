using System.Text.Json.Nodes;
using Shoreline.Edge.Ipc;
using Shoreline.Edge.Ipc.Operations;
using Shoreline.Greengrass.Ipc.Model;
using Received = Shoreline.Messaging.MqttMessage;

namespace Shoreline.Edge.MqttProxy;

/// <summary>The operations of IPC for the broker above (greengrass-ipc, 6.2).</summary>
internal sealed class MqttOperations(MqttProxyService proxy)
{
    private const string Bytes = "0";
    private const string Text = "1";

    public static void AddTo(OperationTable table, MqttProxyService proxy)
    {
        var operations = new MqttOperations(proxy);
        table.Add(IpcOperations.PublishToIoTCore, operations.PublishAsync, new(IpcServices.MqttProxy, r => Topic(r.TopicName)));
        table.AddSubscription(IpcOperations.SubscribeToIoTCore, operations.SubscribeAsync, new(IpcServices.MqttProxy, r => Topic(r.TopicName)));
        table.AddSubscription(IpcOperations.SubscribeToIoTCoreConnectionStatus, operations.Watch);
    }

    private async ValueTask<Empty> PublishAsync(IpcCaller caller, PublishToIoTCoreRequest request, CancellationToken ending)
    {
        if (request.Payload is not { } payload) throw IpcErrorException.InvalidArguments("payload is missing");
        var message = new ProxyRecord
        {
            Topic = request.TopicName!,
            Qos = Quality(request.Qos),
            Payload = payload,
            Retain = request.Retain ?? false,
            UserProperties = [.. (request.UserProperties ?? []).Select(p => new KeyValuePair<string, string>(p?.Key ?? "", p?.Value ?? ""))],
            ExpirySeconds = request.MessageExpiryIntervalSeconds,
            CorrelationData = request.CorrelationData,
            ResponseTopic = request.ResponseTopic,
            IsText = request.PayloadFormat switch
            {
                null => null,
                Bytes => false,
                Text => true,
                _ => throw IpcErrorException.InvalidArguments($"payloadFormat '{request.PayloadFormat}' is neither {Bytes} nor {Text}"),
            },
            ContentType = request.ContentType,
        };
        try { await proxy.PublishAsync(message, ending).ConfigureAwait(false); }
        catch (MqttProxyException e) { throw Failed(e); }
        return Empty.Value;
    }

    private async ValueTask<Subscribed> SubscribeAsync(
        IpcCaller caller, SubscribeToIoTCoreRequest request, IpcEvents<IoTCoreMessage> events, CancellationToken ending)
    {
        var qos = Quality(request.Qos);
        try
        {
            return new Subscribed(await proxy.SubscribeAsync(
                request.TopicName!, qos, message => events.Send(Shape(message)), lost => events.Fail(Failed(lost)), ending).ConfigureAwait(false));
        }
        catch (MqttProxyException e) { throw Failed(e); }
    }

    private Subscribed Watch(IpcCaller caller, Empty request, IpcEvents<IoTCoreConnectionStatusEvent> events)
    {
        var watch = proxy.Connection.Watch(
            isConnected => events.Send(new IoTCoreConnectionStatusEvent { ConnectionStatusEvent = new(isConnected ? "CONNECTED" : "DISCONNECTED") }), out var start);
        return new Subscribed(watch, start);
    }

    private static IoTCoreMessage Shape(Received message) => new()
    {
        Message = new MqttMessage
        {
            TopicName = message.Topic,
            Payload = message.Payload,
            Retain = message.Retained,
            UserProperties = message.UserProperties.Count == 0 ? null : [.. message.UserProperties.Select(p => new UserProperty { Key = p.Key, Value = p.Value })],
            MessageExpiryIntervalSeconds = message.Properties.ExpirySeconds,
            CorrelationData = message.Properties.CorrelationData,
            ResponseTopic = message.Properties.ResponseTopic,
            PayloadFormat = message.Properties.IsText is { } isText ? (isText ? Text : Bytes) : null,
            ContentType = message.Properties.ContentType,
        },
    };

    private static string Topic(string? topic) => topic ?? throw IpcErrorException.InvalidArguments("topicName is missing");

    private static int Quality(string? qos) => qos switch
    {
        Qualities.AtMostOnce => 0,
        Qualities.AtLeastOnce => 1,
        null => throw IpcErrorException.InvalidArguments("qos is missing"),
        _ => throw IpcErrorException.InvalidArguments($"Invalid qos value: {(qos.Length > 64 ? qos[..64] : qos)}"),
    };

    private static IpcErrorException Failed(MqttProxyException e) => new(ErrorShapes.Service, new IpcError
    {
        Message = e.Message,
        Context = e.ReasonCode is { } code ? new JsonObject { ["reasonCode"] = code, ["reasonString"] = e.Message } : null,
    });
}
