using Shoreline.Core;

namespace Shoreline.Edge.MqttProxy;

/// <summary>A publish or subscription was not taken.</summary>
/// <param name="reasonCode">Of the broker (MQTT 5.0, 2.4); null where it was not the broker.</param>
internal sealed class MqttProxyException(string message, int? reasonCode = null, Exception? inner = null) : ShorelineException(message, inner)
{
    public int? ReasonCode { get; } = reasonCode;
}
