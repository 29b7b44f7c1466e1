using Shoreline.Core.Naming;

namespace Shoreline.Edge.Exports.S3;

/// <summary>An export <c>to: s3</c>.</summary>
internal sealed record S3ObjectsOptions
{
    /// <summary>Name of the cursor.</summary>
    public required string Id { get; init; }

    public required DeviceName Device { get; init; }

    public S3Connection Connection { get; init; } = new();

    public required string Bucket { get; init; }

    /// <summary>Before each key, such as <c>raw/</c>. A slash at its end is added where it is missing and it is not empty.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Bounds of an object and of what is on its way. Default: 10,000 records or 8 MiB, two at once.</summary>
    public ExportLimits Limits { get; init; } = new(BatchRecords: 10_000, BatchBytes: 8 << 20, WindowBatches: 2, WindowBytes: 16 << 20);
}
