using Shoreline.Greengrass.Cbor;

namespace Shoreline.Greengrass.StreamManager.Definitions;

/// <summary>Export to AWS IoT Analytics, which its vendor has retired.</summary>
public sealed record IoTAnalyticsConfig : ExportConfig
{
    public required string IotChannel { get; init; }

    /// <summary>At most 32 characters.</summary>
    public string? IotMsgIdPrefix { get; init; }

    public override long? MaxBatchSize => 100;

    internal override IEnumerable<string> OwnFaults()
    {
        if (IotChannel.Length == 0) yield return "iotChannel is empty";
        if (IotMsgIdPrefix is { Length: > 32 } prefix) yield return $"iotMsgIdPrefix has {prefix.Length} characters; at most 32 fit";
    }

    private protected override void WriteOwn(CborWriter writer)
    {
        writer.Key("iotChannel"u8).Text(IotChannel);
        writer.Optional("iotMsgIdPrefix"u8, IotMsgIdPrefix);
    }

    internal static IoTAnalyticsConfig Read(ref CborReader reader)
    {
        var shared = new Shared();
        string? channel = null, prefix = null;
        for (var items = reader.ReadMap(); reader.NextField(ref items, out var key);)
        {
            if (key.SequenceEqual("iotChannel"u8)) channel = reader.ReadText();
            else if (key.SequenceEqual("iotMsgIdPrefix"u8)) prefix = reader.ReadText();
            else shared.ReadOrSkip(key, ref reader);
        }
        return new IoTAnalyticsConfig
        {
            Identifier = shared.Identifier,
            BatchSize = shared.BatchSize,
            BatchIntervalMillis = shared.BatchIntervalMillis,
            Priority = shared.Priority,
            StartSequenceNumber = shared.StartSequenceNumber,
            Disabled = shared.Disabled,
            IotChannel = Fields.Required(channel, "iotChannel"),
            IotMsgIdPrefix = prefix,
        };
    }
}
