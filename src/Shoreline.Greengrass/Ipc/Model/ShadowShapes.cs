namespace Shoreline.Greengrass.Ipc.Model;

// Shadows: greengrass-ipc, 6.7. Payloads are JSON documents, sent as blobs.

public sealed record GetThingShadowRequest
{
    public string? ThingName { get; init; }

    /// <summary>Absent or empty for the classic shadow.</summary>
    public string? ShadowName { get; init; }
}

public sealed record GetThingShadowResponse
{
    public required ReadOnlyMemory<byte> Payload { get; init; }
}

public sealed record UpdateThingShadowRequest
{
    public string? ThingName { get; init; }

    public string? ShadowName { get; init; }

    public ReadOnlyMemory<byte>? Payload { get; init; }
}

public sealed record UpdateThingShadowResponse
{
    public required ReadOnlyMemory<byte> Payload { get; init; }
}

public sealed record DeleteThingShadowRequest
{
    public string? ThingName { get; init; }

    public string? ShadowName { get; init; }
}

public sealed record DeleteThingShadowResponse
{
    public required ReadOnlyMemory<byte> Payload { get; init; }
}

public sealed record ListNamedShadowsForThingRequest
{
    public string? ThingName { get; init; }

    public string? NextToken { get; init; }

    /// <summary>1 to 100; 25 unless given.</summary>
    public int? PageSize { get; init; }
}

public sealed record ListNamedShadowsForThingResponse
{
    public required IReadOnlyList<string> Results { get; init; }

    public required DateTimeOffset Timestamp { get; init; }

    public string? NextToken { get; init; }
}
