using Shoreline.Edge.Exports.Aws;

namespace Shoreline.Edge.Exports.Kinesis;

/// <summary>An export to a Kinesis data stream.</summary>
internal sealed record KinesisOptions
{
    /// <summary>The export's identifier; also the cursor's name.</summary>
    public required string Id { get; init; }

    public AwsConnection Connection { get; init; } = new();

    /// <summary>Of the data stream at Kinesis.</summary>
    public required string StreamName { get; init; }

    /// <summary>Records in one call, at most 500.</summary>
    public int BatchRecords { get; init; } = KinesisDestination.MaxRecords;

    /// <summary>How long a call may take. Default 60 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);
}
