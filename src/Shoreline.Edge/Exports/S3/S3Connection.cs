using Shoreline.Edge.Exports.Aws;

namespace Shoreline.Edge.Exports.S3;

/// <summary>An S3 server and how to speak to it.</summary>
internal sealed record S3Connection
{
    public AwsConnection Aws { get; init; } = new();

    /// <summary>Whether the bucket is the first part of the path (<c>host/bucket/key</c>) or of the host. Default: of the path wherever an endpoint is named.</summary>
    public bool? PathStyle { get; init; }

    /// <summary>A request of which no byte has moved for so long is given up. Default 60 s.</summary>
    public TimeSpan StallTime { get; init; } = TimeSpan.FromSeconds(60);
}
