using Shoreline.Greengrass.StreamManager.Definitions;

namespace Shoreline.Edge.Exports.S3;

/// <summary>An S3 task executor of a stream's export definition, and what the gateway adds to it.</summary>
internal sealed record S3TaskOptions
{
    /// <summary>The export's identifier; also the cursor's name.</summary>
    public required string Id { get; init; }

    public S3Connection Connection { get; init; } = new();

    /// <summary>Where tasks under way are kept, over restarts. Made where it is missing.</summary>
    public required string StateFolder { get; init; }

    /// <summary>Files larger than this go up in parts. Not below <see cref="MinPartBytes"/>.</summary>
    public long ThresholdBytes { get; init; } = PartPlan.MinPartBytes;

    /// <summary>STREAM_MANAGER_EXPORTER_S3_DESTINATION_MULTIPART_UPLOAD_MIN_PART_SIZE_BYTES.</summary>
    public long MinPartBytes { get; init; } = PartPlan.MinPartBytes;

    /// <summary>Null: no status messages.</summary>
    public string? StatusStream { get; init; }

    public StatusLevel StatusLevel { get; init; } = StatusLevel.Info;

    /// <summary>A task of which the message is older is not begun any more. Null: no limit.</summary>
    public TimeSpan? TimeToLive { get; init; }
}
