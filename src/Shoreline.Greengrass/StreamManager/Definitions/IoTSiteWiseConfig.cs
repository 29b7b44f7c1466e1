using Shoreline.Greengrass.Cbor;

namespace Shoreline.Greengrass.StreamManager.Definitions;

/// <summary>Export of asset property values to AWS IoT SiteWise.</summary>
public sealed record IoTSiteWiseConfig : ExportConfig
{
    public override long? MaxBatchSize => 10;

    internal override IEnumerable<string> OwnFaults() => [];

    private protected override void WriteOwn(CborWriter writer)
    {
        // All its fields are shared ones.
    }

    internal static IoTSiteWiseConfig Read(ref CborReader reader)
    {
        var shared = new Shared();
        for (var items = reader.ReadMap(); reader.NextField(ref items, out var key);)
        {
            shared.ReadOrSkip(key, ref reader);
        }
        return new IoTSiteWiseConfig
        {
            Identifier = shared.Identifier,
            BatchSize = shared.BatchSize,
            BatchIntervalMillis = shared.BatchIntervalMillis,
            Priority = shared.Priority,
            StartSequenceNumber = shared.StartSequenceNumber,
            Disabled = shared.Disabled,
        };
    }
}
