namespace Shoreline.Core.Naming;

/// <summary>MQTT topics between edge and cloud. Format: docs/formats/mqtt.md.</summary>
public static class Topics
{
    /// <summary>Filter that matches the records of every device and stream.</summary>
    public const string AllRecords = "shoreline/v1/+/records/+";

    /// <summary>Where a device publishes records of a stream.</summary>
    public static string Records(DeviceName device, string stream) => $"shoreline/v1/{device}/records/{stream}";

    /// <summary>Where the cloud confirms, to a device, the records of a stream that are durable.</summary>
    public static string Acks(DeviceName device, string stream) => $"shoreline/v1/{device}/acks/{stream}";

    /// <summary>Filter that matches all acknowledgements for one device.</summary>
    public static string AllAcks(DeviceName device) => $"shoreline/v1/{device}/acks/+";

    /// <summary>Splits a topic made by <see cref="Records"/> or <see cref="Acks"/>.</summary>
    /// <param name="kind"><c>records</c> or <c>acks</c>.</param>
    /// <returns>False where the topic is of another form.</returns>
    public static bool TryParse(string topic, string kind, out string device, out string stream)
    {
        ArgumentNullException.ThrowIfNull(topic);
        device = stream = "";
        var parts = topic.Split('/');
        if (parts.Length != 5 || parts[0] != "shoreline" || parts[1] != "v1" || parts[3] != kind) return false;
        (device, stream) = (parts[2], parts[4]);
        return device.Length > 0 && stream.Length > 0;
    }
}
