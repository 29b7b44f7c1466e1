using Shoreline.Edge.Ipc.Operations;
using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Edge.Ipc.PubSub;

/// <summary>SubscribeToTopic (greengrass-ipc, 6.1).</summary>
internal sealed class PubSubOperations(LocalTopics topics)
{
    /// <summary>What the caller needs a policy for; a topic that is empty is refused there.</summary>
    public static string FilterOf(SubscribeToTopicRequest request) =>
        request.Topic ?? throw IpcErrorException.InvalidArguments("Subscribe topic must not be null");

    public Subscribed Subscribe(IpcCaller caller, SubscribeToTopicRequest request, IpcEvents<SubscriptionResponseMessage> events)
    {
        var filter = request.Topic!;
        var onlyOthers = request.ReceiveMode switch
        {
            null => TopicFilter.HasWildcard(filter),
            ReceiveModes.All => false,
            ReceiveModes.FromOthers => true,
            _ => throw IpcErrorException.InvalidArguments($"Receive mode must be {ReceiveModes.All} or {ReceiveModes.FromOthers}"),
        };
        return new Subscribed(topics.Subscribe(filter, new EventSubscriber(events, onlyOthers ? caller.Name : null)));
    }

    private sealed class EventSubscriber(IpcEvents<SubscriptionResponseMessage> events, string? exceptFrom) : ITopicSubscriber
    {
        public string? ExceptFrom => exceptFrom;

        public void Deliver(string topic, ReadOnlySpan<byte> eventJson) => events.SendJson(eventJson);
    }
}
