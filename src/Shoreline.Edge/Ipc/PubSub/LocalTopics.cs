using System.Text.Json;
using Shoreline.Edge.Ipc.Connections;
using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Edge.Ipc.PubSub;

/// <summary>Local publish and subscribe (greengrass-ipc, 6.1), for components and for parts of the nucleus.</summary>
/// <remarks>Thread-safe. Nothing is kept: who does not subscribe at the moment of a message does not get it.</remarks>
internal sealed class LocalTopics
{
    private const int MaxNodes = 1 << 18; // levels of all filters together, about 40 MB: more subscriptions than any gateway has

    private readonly Lock _lock = new();
    private readonly TopicTree<ITopicSubscriber> _tree = new(MaxNodes);

    /// <summary>Levels of filters that are subscribed to; none where nobody subscribes.</summary>
    public int NodeCount
    {
        get { lock (_lock) return _tree.NodeCount; }
    }

    /// <returns>Ends it.</returns>
    /// <exception cref="IpcErrorException">The filter is too long, or there are too many.</exception>
    public IDisposable Subscribe(string filter, ITopicSubscriber subscriber)
    {
        if (filter.Length > TopicFilter.MaxChars) throw TooLong(filter);
        lock (_lock)
        {
            if (!_tree.TryAdd(filter, subscriber))
            {
                throw IpcErrorException.Failed($"Subscriptions have {MaxNodes:N0} levels of topics already; end some first");
            }
        }
        return new Subscription(this, filter, subscriber);
    }

    // hot: per message
    /// <summary>Gives a message to all subscribers of its topic before it returns; they send it on in their own time.</summary>
    /// <param name="publisher">A component's name.</param>
    /// <param name="eventJson">A <c>SubscriptionResponseMessage</c>.</param>
    /// <exception cref="IpcErrorException">The topic is too long, or the message too large.</exception>
    public void Publish(string publisher, string topic, ReadOnlySpan<byte> eventJson)
    {
        if (topic.Length > TopicFilter.MaxChars) throw TooLong(topic);
        if (IpcStream.IsTooLarge(eventJson.Length))
        {
            throw IpcErrorException.Failed($"A message of {eventJson.Length:N0} bytes is too large to be sent on");
        }
        var found = Rented.Take();
        try
        {
            lock (_lock) _tree.Match(topic, found);
            foreach (var subscriber in found)
            {
                if (subscriber.ExceptFrom != publisher) subscriber.Deliver(topic, eventJson);
            }
        }
        finally
        {
            Rented.Return(found);
        }
    }

    /// <summary>Publishes bytes as a binary message.</summary>
    public void PublishBinary(string publisher, string topic, ReadOnlyMemory<byte> message)
    {
        var json = new SubscriptionResponseMessage { BinaryMessage = new() { Message = message, Context = new(topic) } };
        Publish(publisher, topic, JsonSerializer.SerializeToUtf8Bytes(json, IpcOperations.SubscribeToTopic.Event));
    }

    private static IpcErrorException TooLong(string topic) =>
        IpcErrorException.InvalidArguments($"A topic has {topic.Length:N0} characters; it may have {TopicFilter.MaxChars:N0}");

    private void Unsubscribe(string filter, ITopicSubscriber subscriber)
    {
        lock (_lock) _tree.Remove(filter, subscriber);
    }

    private sealed class Subscription(LocalTopics topics, string filter, ITopicSubscriber subscriber) : IDisposable
    {
        private int _ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0) topics.Unsubscribe(filter, subscriber);
        }
    }

    /// <summary>A list for the subscribers of one message. A subscriber may publish in its turn, so a thread may need two.</summary>
    private static class Rented
    {
        [ThreadStatic]
        private static List<ITopicSubscriber>? _free;

        public static List<ITopicSubscriber> Take()
        {
            var list = _free ?? [];
            _free = null;
            return list;
        }

        public static void Return(List<ITopicSubscriber> list)
        {
            list.Clear();
            _free = list;
        }
    }
}
