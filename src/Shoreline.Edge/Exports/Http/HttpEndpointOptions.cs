using Shoreline.Greengrass.StreamManager.Definitions;

namespace Shoreline.Edge.Exports.Http;

/// <summary>An export to any HTTP endpoint.</summary>
internal sealed record HttpEndpointOptions
{
    /// <summary>The export's identifier; also the cursor's name.</summary>
    public required string Id { get; init; }

    public required Uri Endpoint { get; init; }

    public ExportFormat Format { get; init; } = ExportFormat.RawNotBatched;

    /// <summary>Messages in one array of <see cref="ExportFormat.JsonBatched"/>, at most 500. Without meaning for the other format.</summary>
    public int BatchRecords { get; init; } = HttpEndpointDestination.MaxBatchRecords;

    /// <summary>The <c>Authorization</c> header, such as <c>Bearer …</c>; null for none.</summary>
    public Secret? Authorization { get; init; }

    /// <summary>How long an answer may take. Default 30 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}
