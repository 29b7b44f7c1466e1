using System.Text.Json.Nodes;

namespace Shoreline.Greengrass.Ipc.Model;

// Components' configuration: greengrass-ipc, 6.3.

public sealed record GetConfigurationRequest
{
    /// <summary>The caller, unless given.</summary>
    public string? ComponentName { get; init; }

    /// <summary>Empty or absent for everything.</summary>
    public IReadOnlyList<string>? KeyPath { get; init; }
}

public sealed record GetConfigurationResponse
{
    public required string ComponentName { get; init; }

    /// <summary>A leaf comes as an object with one member.</summary>
    public required JsonObject Value { get; init; }
}

public sealed record UpdateConfigurationRequest
{
    public IReadOnlyList<string>? KeyPath { get; init; }

    public DateTimeOffset? Timestamp { get; init; }

    public JsonNode? ValueToMerge { get; init; }
}

public sealed record SubscribeToConfigurationUpdateRequest
{
    /// <summary>The caller, unless given.</summary>
    public string? ComponentName { get; init; }

    /// <summary>Empty or absent for everything.</summary>
    public IReadOnlyList<string>? KeyPath { get; init; }
}

public sealed record ConfigurationUpdateEvents
{
    public ConfigurationUpdateEvent? ConfigurationUpdateEvent { get; init; }
}

/// <param name="KeyPath">Of the leaf that changed, below the configuration.</param>
public sealed record ConfigurationUpdateEvent(string ComponentName, IReadOnlyList<string> KeyPath);

public sealed record ValidateConfigurationUpdateEvents
{
    public ValidateConfigurationUpdateEvent? ValidateConfigurationUpdateEvent { get; init; }
}

public sealed record ValidateConfigurationUpdateEvent
{
    public required string DeploymentId { get; init; }

    /// <summary>The whole configuration as it would be.</summary>
    public JsonObject? Configuration { get; init; }
}

public sealed record SendConfigurationValidityReportRequest
{
    public ConfigurationValidityReport? ConfigurationValidityReport { get; init; }
}

public sealed record ConfigurationValidityReport
{
    /// <summary>One of <see cref="ValidityStatuses"/>.</summary>
    public string? Status { get; init; }

    public string? DeploymentId { get; init; }

    public string? Message { get; init; }
}

public static class ValidityStatuses
{
    public const string Accepted = "ACCEPTED";
    public const string Rejected = "REJECTED";
}
