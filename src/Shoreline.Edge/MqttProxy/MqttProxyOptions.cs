namespace Shoreline.Edge.MqttProxy;

/// <summary>How messages go to the broker above, and come from it.</summary>
internal sealed record MqttProxyOptions
{
    public const string SpoolStream = "mqtt-proxy";

    /// <summary>Name of the stream that they wait in.</summary>
    public string Stream { get; init; } = SpoolStream;

    /// <summary>Asked anew by each publish.</summary>
    public Func<SpoolLimits> Limits { get; init; } = () => SpoolLimits.Default;

    /// <summary>Most bytes of a message's payload: what AWS IoT Core takes.</summary>
    public int PayloadBytes { get; init; } = 128 << 10;

    /// <summary>Filters that may be subscribed to at once.</summary>
    public int Filters { get; init; } = 500;

    /// <summary>Attempts to get a subscription back that the broker refuses after a reconnect, before its subscribers are told that it is over. Default 8: some three minutes.</summary>
    public int SubscribeAttempts { get; init; } = 8;

    /// <summary>Pause before the first of them; each further one is twice as long, up to a minute.</summary>
    public TimeSpan SubscribePause { get; init; } = TimeSpan.FromSeconds(1);
}
