using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Shoreline.Greengrass.Ipc.Model;

/// <summary>
/// Members of the error shapes. Those with an underscore are sent by the classic nucleus and modelled nowhere (greengrass-ipc, section 4).
/// </summary>
public sealed record IpcError
{
    public string? Message { get; init; }

    /// <summary>Of <see cref="ErrorShapes.ResourceNotFound"/>.</summary>
    public string? ResourceType { get; init; }

    /// <summary>Of <see cref="ErrorShapes.ResourceNotFound"/>.</summary>
    public string? ResourceName { get; init; }

    /// <summary>Of <see cref="ErrorShapes.Service"/>.</summary>
    public JsonObject? Context { get; init; }

    [JsonPropertyName("_service")]
    public string? Service { get; init; }

    [JsonPropertyName("_message")]
    public string? MessageAgain { get; init; }

    [JsonPropertyName("_errorCode")]
    public string? ErrorCode { get; init; }
}
