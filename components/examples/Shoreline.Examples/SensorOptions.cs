namespace Shoreline.Examples;

/// <summary>How the sample sensor runs.</summary>
public sealed record SensorOptions
{
    /// <summary>The device that the readings name. Default: <c>AWS_IOT_THING_NAME</c>, which a gateway sets for its components.</summary>
    public string Device { get; init; } = Environment.GetEnvironmentVariable("AWS_IOT_THING_NAME") ?? Environment.MachineName;

    /// <summary>Stream that gets the readings. Default <c>readings</c>.</summary>
    public string Stream { get; init; } = "readings";

    /// <summary>Readings a second over all sensors. Default 20.</summary>
    public double ReadingsPerSecond { get; init; } = 20;

    /// <summary>Where it can be switched on and off by HTTP, on loopback; null: nowhere.</summary>
    public Uri? Control { get; init; }

    /// <summary>Whether it is on when it starts. Default true.</summary>
    public bool On { get; init; } = true;
}
