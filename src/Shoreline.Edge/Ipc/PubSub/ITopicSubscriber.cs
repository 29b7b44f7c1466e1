namespace Shoreline.Edge.Ipc.PubSub;

/// <summary>One subscription to local topics.</summary>
internal interface ITopicSubscriber
{
    /// <summary>Whose messages it does not want; null where it wants all.</summary>
    string? ExceptFrom { get; }

    /// <summary>Takes a message, in the order in which its publisher published. Must return soon and not throw.</summary>
    /// <param name="eventJson">A <c>SubscriptionResponseMessage</c>; valid during the call.</param>
    void Deliver(string topic, ReadOnlySpan<byte> eventJson);
}
