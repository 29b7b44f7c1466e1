namespace Shoreline.Messaging;

/// <summary>A message as it came from the broker. The payload is the receiver's to keep.</summary>
public sealed record MqttMessage(
    string Topic, ReadOnlyMemory<byte> Payload, IReadOnlyList<KeyValuePair<string, string>> UserProperties, int Qos, bool Retained)
{
    /// <summary>What else MQTT 5 says of it.</summary>
    public MqttProperties Properties { get; init; } = MqttProperties.None;

    /// <summary>The first user property of that name, or null.</summary>
    public string? UserProperty(string name)
    {
        foreach (var (key, value) in UserProperties)
        {
            if (key == name) return value;
        }
        return null;
    }
}

/// <summary>How a message is sent.</summary>
/// <param name="Qos">0: completes when written to the socket; 1: when the broker confirmed (PUBACK); 2: when it confirmed twice
/// (PUBCOMP).</param>
/// <param name="Retain">The broker keeps it for later subscribers.</param>
/// <param name="UserProperties">MQTT 5 user properties, in order.</param>
public sealed record MqttPublishOptions(
    int Qos = 1, bool Retain = false, IReadOnlyList<KeyValuePair<string, string>>? UserProperties = null)
{
    /// <summary>What else MQTT 5 is to say of the message.</summary>
    public MqttProperties Properties { get; init; } = MqttProperties.None;

    public static MqttPublishOptions Default { get; } = new();
}
