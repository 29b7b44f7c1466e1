using Shoreline.Greengrass.Cbor;

namespace Shoreline.Greengrass.StreamManager.Definitions;

/// <summary>Export to an Amazon Kinesis data stream.</summary>
public sealed record KinesisConfig : ExportConfig
{
    public required string KinesisStreamName { get; init; }

    public override long? MaxBatchSize => 500;

    internal override IEnumerable<string> OwnFaults()
    {
        if (KinesisStreamName.Length == 0) yield return "kinesisStreamName is empty";
    }

    private protected override void WriteOwn(CborWriter writer)
    {
        writer.Key("kinesisStreamName"u8).Text(KinesisStreamName);
    }

    internal static KinesisConfig Read(ref CborReader reader)
    {
        var shared = new Shared();
        string? name = null;
        for (var items = reader.ReadMap(); reader.NextField(ref items, out var key);)
        {
            if (key.SequenceEqual("kinesisStreamName"u8)) name = reader.ReadText();
            else shared.ReadOrSkip(key, ref reader);
        }
        return new KinesisConfig
        {
            Identifier = shared.Identifier,
            BatchSize = shared.BatchSize,
            BatchIntervalMillis = shared.BatchIntervalMillis,
            Priority = shared.Priority,
            StartSequenceNumber = shared.StartSequenceNumber,
            Disabled = shared.Disabled,
            KinesisStreamName = Fields.Required(name, "kinesisStreamName"),
        };
    }
}
