using Shoreline.Greengrass.Cbor;

namespace Shoreline.Greengrass.StreamManager.Definitions;

/// <summary>Export to an HTTP endpoint.</summary>
public sealed record HttpConfig : ExportConfig
{
    public required string Uri { get; init; }

    public ExportFormat? ExportFormat { get; init; }

    public override long? MaxBatchSize => 500;

    internal override IEnumerable<string> OwnFaults()
    {
        if (Uri.Length == 0) yield return "uri is empty";
    }

    private protected override void WriteOwn(CborWriter writer)
    {
        writer.Key("uri"u8).Text(Uri);
        writer.Optional("exportFormat"u8, (long?)ExportFormat);
    }

    internal static HttpConfig Read(ref CborReader reader)
    {
        var shared = new Shared();
        string? uri = null;
        int? format = null;
        for (var items = reader.ReadMap(); reader.NextField(ref items, out var key);)
        {
            if (key.SequenceEqual("uri"u8)) uri = reader.ReadText();
            else if (key.SequenceEqual("exportFormat"u8)) format = reader.ReadEnum(1);
            else shared.ReadOrSkip(key, ref reader);
        }
        return new HttpConfig
        {
            Identifier = shared.Identifier,
            BatchSize = shared.BatchSize,
            BatchIntervalMillis = shared.BatchIntervalMillis,
            Priority = shared.Priority,
            StartSequenceNumber = shared.StartSequenceNumber,
            Disabled = shared.Disabled,
            Uri = Fields.Required(uri, "uri"),
            ExportFormat = (ExportFormat?)format,
        };
    }
}
