using Shoreline.Edge.Exports;

namespace Shoreline.Edge.Configuration;

/// <summary>What holds for all exports, those of the stream manager protocol included.</summary>
internal sealed record ExportSettings
{
    /// <summary>Most batches that cross the link at once. Default 5, as <c>STREAM_MANAGER_EXPORTER_THREAD_POOL_SIZE</c>.</summary>
    public int AtOnce { get; init; } = DefaultAtOnce;

    /// <summary>Longest pause between attempts of exports that <c>edge.yaml</c> or the product asks for; null: 30 s.</summary>
    public TimeSpan? LongestRetry { get; init; }

    public AwsAccess S3 { get; init; } = new();

    public AwsAccess Kinesis { get; init; } = new();

    /// <summary>Takes what streams export to <c>IotSitewise</c>; null: that is not served.</summary>
    public Uri? SiteWise { get; init; }

    public const int DefaultAtOnce = 5;
}
