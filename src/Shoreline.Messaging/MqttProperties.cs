namespace Shoreline.Messaging;

/// <summary>Properties of a PUBLISH beside the user's own (MQTT 5.0, 3.3.2.3). What is null is not there.</summary>
public sealed record MqttProperties
{
    public static MqttProperties None { get; } = new();

    /// <summary>
    /// Seconds for which the message is worth delivering, from when the broker gets it; on a received message what is left of them.
    /// </summary>
    public uint? ExpirySeconds { get; init; }

    public ReadOnlyMemory<byte>? CorrelationData { get; init; }

    public string? ResponseTopic { get; init; }

    /// <summary>Whether the payload is UTF-8 text.</summary>
    public bool? IsText { get; init; }

    public string? ContentType { get; init; }
}
