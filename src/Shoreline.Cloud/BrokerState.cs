using Shoreline.Messaging;

namespace Shoreline.Cloud;

/// <summary>How the connection to the broker stands, for the status page.</summary>
internal sealed class BrokerState(MqttClient client, Uri endpoint)
{
    public bool IsConnected => client.IsConnected;

    public string? Error => client.IsConnected ? null : $"No connection to the broker {endpoint}: {client.LastError ?? "still connecting"}";
}
