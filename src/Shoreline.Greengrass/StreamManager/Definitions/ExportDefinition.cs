using Shoreline.Greengrass.Cbor;

namespace Shoreline.Greengrass.StreamManager.Definitions;

/// <summary>Where a stream's messages go (specification, 4.3). Null is what was left out.</summary>
public sealed record ExportDefinition
{
    public IReadOnlyList<HttpConfig>? Http { get; init; }

    public IReadOnlyList<IoTAnalyticsConfig>? IoTAnalytics { get; init; }

    public IReadOnlyList<KinesisConfig>? Kinesis { get; init; }

    public IReadOnlyList<IoTSiteWiseConfig>? IoTSiteWise { get; init; }

    public IReadOnlyList<S3ExportTaskExecutorConfig>? S3TaskExecutor { get; init; }

    /// <summary>All exports, whatever their destination.</summary>
    public IEnumerable<ExportConfig> All() =>
        [.. Http ?? [], .. IoTAnalytics ?? [], .. Kinesis ?? [], .. IoTSiteWise ?? [], .. S3TaskExecutor ?? []];

    /// <summary>With an empty list for every kind that is not used: sample programs look into them without a check.</summary>
    public ExportDefinition Effective() => new()
    {
        Http = Http ?? [],
        IoTAnalytics = IoTAnalytics ?? [],
        Kinesis = Kinesis ?? [],
        IoTSiteWise = IoTSiteWise ?? [],
        S3TaskExecutor = S3TaskExecutor ?? [],
    };

    /// <summary>As CBOR, for keeping with a stream.</summary>
    public byte[] ToBytes()
    {
        using var writer = new CborWriter();
        Write(writer);
        return writer.Written.ToArray();
    }

    /// <exception cref="InvalidMessageException">The bytes are not what <see cref="ToBytes"/> made.</exception>
    public static ExportDefinition FromBytes(ReadOnlyMemory<byte> cbor)
    {
        try
        {
            CborReader.Check(cbor);
            var reader = new CborReader(cbor);
            return Read(ref reader);
        }
        catch (Exception e) when (e is CborFormatException or CborKindException)
        {
            throw new InvalidMessageException($"This is no export definition: {e.Message}", e);
        }
    }

    internal static ExportDefinition Read(ref CborReader reader)
    {
        var definition = new ExportDefinition();
        for (var items = reader.ReadMap(); reader.NextField(ref items, out var key);)
        {
            if (key.SequenceEqual("http"u8)) definition = definition with { Http = reader.ReadList(HttpConfig.Read) };
            else if (key.SequenceEqual("iotAnalytics"u8))
            {
                definition = definition with { IoTAnalytics = reader.ReadList(IoTAnalyticsConfig.Read) };
            }
            else if (key.SequenceEqual("kinesis"u8)) definition = definition with { Kinesis = reader.ReadList(KinesisConfig.Read) };
            else if (key.SequenceEqual("IotSitewise"u8))
            {
                definition = definition with { IoTSiteWise = reader.ReadList(IoTSiteWiseConfig.Read) };
            }
            else if (key.SequenceEqual("s3TaskExecutor"u8))
            {
                definition = definition with { S3TaskExecutor = reader.ReadList(S3ExportTaskExecutorConfig.Read) };
            }
            else reader.Skip();
        }
        return definition;
    }

    internal void Write(CborWriter writer)
    {
        var map = writer.BeginMap();
        writer.Optional("http"u8, Http, static (w, c) => c.Write(w));
        writer.Optional("iotAnalytics"u8, IoTAnalytics, static (w, c) => c.Write(w));
        writer.Optional("kinesis"u8, Kinesis, static (w, c) => c.Write(w));
        writer.Optional("IotSitewise"u8, IoTSiteWise, static (w, c) => c.Write(w)); // the spelling is the protocol's
        writer.Optional("s3TaskExecutor"u8, S3TaskExecutor, static (w, c) => c.Write(w));
        writer.EndMap(map);
    }
}
