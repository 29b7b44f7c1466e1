namespace Shoreline.Edge.Shadows;

/// <summary>Local publish/subscribe, as the shadow service uses it: each message is a binary one that holds JSON.</summary>
internal interface IShadowPublications
{
    /// <summary>Called in the order of the operations on a shadow; returns at once and does not throw.</summary>
    void Publish(string topic, ReadOnlyMemory<byte> json);
}
