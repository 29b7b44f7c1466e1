using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Shoreline.Greengrass.Ipc.Model;

// Looking after components from the command line: greengrass-ipc, 6.5.

public sealed record ListComponentsResponse
{
    public IReadOnlyList<ComponentDetails>? Components { get; init; }
}

public sealed record GetComponentDetailsRequest
{
    public string? ComponentName { get; init; }
}

public sealed record GetComponentDetailsResponse
{
    public required ComponentDetails ComponentDetails { get; init; }
}

public sealed record ComponentDetails
{
    public required string ComponentName { get; init; }

    public required string Version { get; init; }

    /// <summary><c>NEW INSTALLED STARTING RUNNING STOPPING ERRORED BROKEN FINISHED</c>.</summary>
    public required string State { get; init; }

    public JsonObject? Configuration { get; init; }
}

public sealed record RestartComponentRequest
{
    public string? ComponentName { get; init; }
}

public sealed record RestartComponentResponse
{
    /// <summary>One of <see cref="RequestStatuses"/>.</summary>
    public required string RestartStatus { get; init; }

    public string? Message { get; init; }
}

public sealed record StopComponentRequest
{
    public string? ComponentName { get; init; }
}

public sealed record StopComponentResponse
{
    /// <summary>One of <see cref="RequestStatuses"/>.</summary>
    public required string StopStatus { get; init; }

    public string? Message { get; init; }
}

public static class RequestStatuses
{
    public const string Succeeded = "SUCCEEDED";
    public const string Failed = "FAILED";
}

public sealed record CreateDebugPasswordResponse
{
    public required string Password { get; init; }

    public required string Username { get; init; }

    public required DateTimeOffset PasswordExpiration { get; init; }

    [JsonPropertyName("certificateSHA256Hash")]
    public string? CertificateSha256Hash { get; init; }

    [JsonPropertyName("certificateSHA1Hash")]
    public string? CertificateSha1Hash { get; init; }
}
