using Shoreline.Core;

namespace Shoreline.Messaging;

/// <summary>An MQTT call failed, and trying again as it stands would not help.</summary>
public class MqttException(string message, Exception? inner = null) : ShorelineException(message, inner);

/// <summary>
/// There is no connection, or it dropped before the broker confirmed. Whether the broker has the message is unknown: send it again.
/// </summary>
public sealed class MqttDisconnectedException(string message, Exception? inner = null) : MqttException(message, inner)
{
    public override bool IsTransient => true;
}

/// <summary>The broker answered and said no.</summary>
public sealed class MqttRefusedException(string message, int reasonCode) : MqttException(message)
{
    private const int QuotaExceeded = 0x97;

    /// <summary>The MQTT 5 reason code, 0x80 and above (MQTT 5.0, 2.4).</summary>
    public int ReasonCode { get; } = reasonCode;

    public override bool IsTransient => ReasonCode == QuotaExceeded;
}
