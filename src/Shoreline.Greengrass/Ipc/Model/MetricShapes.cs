namespace Shoreline.Greengrass.Ipc.Model;

// Metrics and tokens: greengrass-ipc, 6.9.

public sealed record PutComponentMetricRequest
{
    public IReadOnlyList<ComponentMetric>? Metrics { get; init; }
}

public sealed record ComponentMetric
{
    public string? Name { get; init; }

    /// <summary><c>BYTES BYTES_PER_SECOND COUNT COUNT_PER_SECOND MEGABYTES SECONDS</c>.</summary>
    public string? Unit { get; init; }

    public double? Value { get; init; }
}

public sealed record ValidateAuthorizationTokenRequest
{
    public string? Token { get; init; }

    public override string ToString() => nameof(ValidateAuthorizationTokenRequest);
}

public sealed record ValidateAuthorizationTokenResponse
{
    public required bool IsValid { get; init; }
}
