using System.Security.Cryptography;
using System.Text;
using Shoreline.Edge.Configuration;
using Shoreline.Edge.StreamManager;
using Shoreline.Greengrass.StreamManager.Definitions;
using Shoreline.Streams;

namespace Shoreline.Edge.Exports;

/// <summary>The exports that a stream's definition asks for through the stream manager protocol (specification, 4.3 and 5.6).</summary>
internal static class ProtocolExports
{
    /// <summary>
    /// Begins the ids of their cursors: identifiers of the protocol hold no colon, nor do names of <c>edge.yaml</c>, so neither is taken
    /// for the other.
    /// </summary>
    private const string IdPrefix = "sm:";

    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(5); // specification, 5.6

    public static IReadOnlyList<ExportSpec> Of(StreamDefinition definition, ExportSettings settings) =>
        DefinitionMapping.FromEngine(definition).ExportDefinition is { } exports ? [.. exports.All().Select(e => ToSpec(e, settings))] : [];

    /// <summary>
    /// Name of the cursor of an identifier. The longest identifiers do not fit behind the prefix: they go by their beginning and a digest.
    /// </summary>
    public static string CursorId(string identifier)
    {
        const int Kept = 180;
        if (IdPrefix.Length + identifier.Length <= StreamLimits.NameChars) return IdPrefix + identifier;
        return $"{IdPrefix}{identifier[..Kept]}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identifier)))}";
    }

    private static ExportSpec ToSpec(ExportConfig export, ExportSettings settings) => new()
    {
        Id = CursorId(export.Identifier),
        Name = export.Identifier,
        To = ToDestination(export, settings),
        Priority = (int)(export.Priority ?? ExportSpec.LowestPriority),
        BatchRecords = (int?)(export.BatchSize ?? export.MaxBatchSize),
        BatchInterval = export.BatchIntervalMillis is { } interval ? TimeSpan.FromMilliseconds(interval) : null,
        StartSequence = export.StartSequenceNumber,
        StartMovesPosition = true,
        Disabled = export.Disabled ?? false,
        LongestRetry = LongestRetry,
    };

    private static ExportTo ToDestination(ExportConfig export, ExportSettings settings) => export switch
    {
        KinesisConfig kinesis => new ToKinesis(kinesis.KinesisStreamName, settings.Kinesis),
        HttpConfig http when Address(http.Uri) is { } uri =>
            new ToHttp(uri, Batched: http.ExportFormat == ExportFormat.JsonBatched),
        HttpConfig http => new ToNowhere($"its uri '{http.Uri}' is no http:// or https:// address; mend the stream's definition"),
        S3ExportTaskExecutorConfig s3 => new ToS3Tasks(
            settings.S3, s3.SizeThresholdForMultipartUploadBytes, s3.StatusConfig?.StatusStreamName,
            (int)(s3.StatusConfig?.StatusLevel ?? StatusLevel.Info)),
        IoTSiteWiseConfig when settings.SiteWise is { } siteWise => new ToHttp(siteWise, Batched: true),
        IoTSiteWiseConfig => new ToNowhere(
            "AWS IoT SiteWise is not served here: set exports.siteWise in edge.yaml to an HTTP endpoint that takes the values, "
            + "or define a kinesis or http export"),
        IoTAnalyticsConfig => new ToNowhere(
            "AWS IoT Analytics is retired by its vendor: define a kinesis or s3TaskExecutor export instead, "
            + "or send the stream to a Shoreline cloud in edge.yaml"),
        _ => new ToNowhere($"exports of the kind {export.GetType().Name} are not served here"),
    };

    private static Uri? Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https") && uri.Host.Length > 0 ? uri : null;
}
