using Shoreline.Edge.Ipc.PubSub;

namespace Shoreline.Edge.Shadows;

/// <summary>Tells of shadows on local publish/subscribe.</summary>
internal sealed class TopicPublications(LocalTopics topics) : IShadowPublications
{
    private const string Publisher = "aws.greengrass.ShadowManager";

    public void Publish(string topic, ReadOnlyMemory<byte> json) => topics.PublishBinary(Publisher, topic, json);
}
