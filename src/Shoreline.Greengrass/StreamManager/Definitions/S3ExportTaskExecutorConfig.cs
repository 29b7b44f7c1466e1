using Shoreline.Greengrass.Cbor;

namespace Shoreline.Greengrass.StreamManager.Definitions;

/// <summary>Uploads the files that the stream's messages name to Amazon S3.</summary>
public sealed record S3ExportTaskExecutorConfig : ExportConfig
{
    public const long MinPartBytes = 5 << 20;

    /// <summary>Files of this size and more go in parts, in bytes.</summary>
    public long? SizeThresholdForMultipartUploadBytes { get; init; }

    public StatusConfig? StatusConfig { get; init; }

    public override long? MaxBatchSize => null;

    internal override IEnumerable<string> OwnFaults()
    {
        if (SizeThresholdForMultipartUploadBytes < MinPartBytes)
        {
            yield return $"sizeThresholdForMultipartUploadBytes is below {MinPartBytes:N0}";
        }
        if (StatusConfig?.StatusStreamName is { } name && !FieldRules.IsName(name)) yield return "statusStreamName is no stream name";
    }

    private protected override void WriteOwn(CborWriter writer)
    {
        writer.Optional("sizeThresholdForMultipartUploadBytes"u8, SizeThresholdForMultipartUploadBytes);
        if (StatusConfig is not { } status) return;
        writer.Key("statusConfig"u8);
        status.Write(writer);
    }

    internal static S3ExportTaskExecutorConfig Read(ref CborReader reader)
    {
        var shared = new Shared();
        long? threshold = null;
        StatusConfig? status = null;
        for (var items = reader.ReadMap(); reader.NextField(ref items, out var key);)
        {
            if (key.SequenceEqual("sizeThresholdForMultipartUploadBytes"u8)) threshold = reader.ReadInteger();
            else if (key.SequenceEqual("statusConfig"u8)) status = StatusConfig.Read(ref reader);
            else shared.ReadOrSkip(key, ref reader);
        }
        return new S3ExportTaskExecutorConfig
        {
            Identifier = shared.Identifier,
            BatchSize = shared.BatchSize,
            BatchIntervalMillis = shared.BatchIntervalMillis,
            Priority = shared.Priority,
            StartSequenceNumber = shared.StartSequenceNumber,
            Disabled = shared.Disabled,
            SizeThresholdForMultipartUploadBytes = threshold,
            StatusConfig = status,
        };
    }
}
