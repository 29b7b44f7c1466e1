using System.Text.Json;

namespace Shoreline.Greengrass.Ipc.Model;

// Local publish and subscribe: greengrass-ipc, 6.1.

public sealed record PublishToTopicRequest
{
    public string? Topic { get; init; }

    public PublishMessage? PublishMessage { get; init; }
}

/// <summary>Either member, not both.</summary>
public sealed record PublishMessage
{
    public JsonMessage? JsonMessage { get; init; }

    public BinaryMessage? BinaryMessage { get; init; }
}

public sealed record JsonMessage
{
    /// <summary>Any JSON value; its text is kept, that of numbers too.</summary>
    public JsonElement Message { get; init; }

    /// <summary>Of messages that are received.</summary>
    public MessageContext? Context { get; init; }
}

public sealed record BinaryMessage
{
    public ReadOnlyMemory<byte>? Message { get; init; }

    /// <summary>Of messages that are received.</summary>
    public MessageContext? Context { get; init; }
}

/// <param name="Topic">Where the message was published.</param>
public sealed record MessageContext(string Topic);

public sealed record SubscribeToTopicRequest
{
    public string? Topic { get; init; }

    /// <summary>One of <see cref="ReceiveModes"/>; by default all, or from others where the topic has wildcards.</summary>
    public string? ReceiveMode { get; init; }
}

public static class ReceiveModes
{
    public const string All = "RECEIVE_ALL_MESSAGES";
    public const string FromOthers = "RECEIVE_MESSAGES_FROM_OTHERS";
}

/// <summary>Either member, not both.</summary>
public sealed record SubscriptionResponseMessage
{
    public JsonMessage? JsonMessage { get; init; }

    public BinaryMessage? BinaryMessage { get; init; }
}
