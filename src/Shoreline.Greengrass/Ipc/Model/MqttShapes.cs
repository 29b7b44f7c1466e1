namespace Shoreline.Greengrass.Ipc.Model;

// The MQTT broker above the gateway: greengrass-ipc, 6.2.

public sealed record PublishToIoTCoreRequest
{
    public string? TopicName { get; init; }

    /// <summary>One of <see cref="Qualities"/>.</summary>
    public string? Qos { get; init; }

    public ReadOnlyMemory<byte>? Payload { get; init; }

    public bool? Retain { get; init; }

    public IReadOnlyList<UserProperty>? UserProperties { get; init; }

    public long? MessageExpiryIntervalSeconds { get; init; }

    public ReadOnlyMemory<byte>? CorrelationData { get; init; }

    public string? ResponseTopic { get; init; }

    /// <summary><c>0</c> for bytes, <c>1</c> for UTF-8.</summary>
    public string? PayloadFormat { get; init; }

    public string? ContentType { get; init; }
}

public sealed record SubscribeToIoTCoreRequest
{
    public string? TopicName { get; init; }

    /// <summary>One of <see cref="Qualities"/>.</summary>
    public string? Qos { get; init; }
}

/// <summary>Qualities of service as they are written: texts, not numbers.</summary>
public static class Qualities
{
    public const string AtMostOnce = "0";
    public const string AtLeastOnce = "1";
}

public sealed record UserProperty
{
    public string? Key { get; init; }

    public string? Value { get; init; }
}

public sealed record IoTCoreMessage
{
    public MqttMessage? Message { get; init; }
}

public sealed record MqttMessage
{
    public required string TopicName { get; init; }

    public ReadOnlyMemory<byte>? Payload { get; init; }

    public bool? Retain { get; init; }

    public IReadOnlyList<UserProperty>? UserProperties { get; init; }

    public long? MessageExpiryIntervalSeconds { get; init; }

    public ReadOnlyMemory<byte>? CorrelationData { get; init; }

    public string? ResponseTopic { get; init; }

    /// <summary><c>0</c> for bytes, <c>1</c> for UTF-8.</summary>
    public string? PayloadFormat { get; init; }

    public string? ContentType { get; init; }
}

public sealed record IoTCoreConnectionStatusEvent
{
    public ConnectionStatusEvent? ConnectionStatusEvent { get; init; }
}

/// <param name="Status"><c>CONNECTED</c> or <c>DISCONNECTED</c>.</param>
public sealed record ConnectionStatusEvent(string Status);
