namespace Shoreline.Greengrass.Ipc.Model;

// Secrets: greengrass-ipc, 6.6. They print nothing of themselves.

public sealed record GetSecretValueRequest
{
    /// <summary>ARN or name.</summary>
    public string? SecretId { get; init; }

    public string? VersionId { get; init; }

    public string? VersionStage { get; init; }

    /// <summary>Asks upstream first.</summary>
    public bool? Refresh { get; init; }
}

public sealed record GetSecretValueResponse
{
    /// <summary>ARN.</summary>
    public required string SecretId { get; init; }

    public required string VersionId { get; init; }

    public required IReadOnlyList<string> VersionStage { get; init; }

    public required SecretValue SecretValue { get; init; }
}

/// <summary>Either member, not both.</summary>
public sealed record SecretValue
{
    public string? SecretString { get; init; }

    public ReadOnlyMemory<byte>? SecretBinary { get; init; }

    public override string ToString() => nameof(SecretValue);
}
