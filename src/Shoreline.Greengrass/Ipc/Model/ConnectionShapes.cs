namespace Shoreline.Greengrass.Ipc.Model;

// What is said outside the service model: greengrass-ipc, section 3.

/// <summary>Payload of Connect.</summary>
public sealed record ConnectPayload
{
    public string? AuthToken { get; init; }

    public override string ToString() => nameof(ConnectPayload);
}

/// <summary>Payload of a protocol error, and of any failure that has no shape of its own.</summary>
public sealed record FailureText
{
    public string? Error { get; init; }

    public string? Message { get; init; }
}
