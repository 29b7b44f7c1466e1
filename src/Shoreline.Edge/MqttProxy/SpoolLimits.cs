namespace Shoreline.Edge.MqttProxy;

/// <summary>
/// How messages wait for the broker above: <c>mqtt.spooler</c> of the nucleus' configuration (greengrass-components, section 13).
/// </summary>
internal sealed record SpoolLimits
{
    public const long LeastBytes = 64 << 10;
    public const long MostBytes = 1L << 40;

    public static SpoolLimits Default { get; } = new();

    /// <summary>
    /// Most bytes that wait; a publish beyond is refused. Default 64 MiB, <see cref="LeastBytes"/> to <see cref="MostBytes"/>.
    /// </summary>
    public long Bytes { get; init; } = 64L << 20;

    /// <summary>Whether messages of QoS 0 are taken while there is no connection. Default false, as the classic nucleus has it.</summary>
    public bool KeepQos0WhenOffline { get; init; }
}
