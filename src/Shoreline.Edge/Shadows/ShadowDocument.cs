using System.Text.Json;
using System.Text.Json.Nodes;

namespace Shoreline.Edge.Shadows;

/// <summary>A shadow as it is stored. Never changed in place. File: docs/formats/shadow.md.</summary>
internal sealed record ShadowDocument
{
    private const string Schema = "shoreline.shadow/1";

    /// <summary>From 1, one more with each update, also over a deletion.</summary>
    public required long Version { get; init; }

    /// <summary>Of the last change, in seconds since the Unix epoch.</summary>
    public required long Timestamp { get; init; }

    /// <summary>Only the mark that there was one, so that the next of its name goes on counting.</summary>
    public bool IsDeleted { get; init; }

    /// <summary><c>desired</c> and <c>reported</c>, each absent where it is empty.</summary>
    public JsonObject State { get; init; } = [];

    /// <summary>Of the same form; a leaf is <c>{"timestamp": s}</c>.</summary>
    public JsonObject Metadata { get; init; } = [];

    public byte[] Encode() => ShadowJson.Bytes(new JsonObject
    {
        ["schema"] = Schema,
        ["version"] = Version,
        ["timestamp"] = Timestamp,
        ["deleted"] = IsDeleted,
        ["state"] = State.DeepClone(),
        ["metadata"] = Metadata.DeepClone(),
    });

    /// <returns>Null for what is no such document.</returns>
    public static ShadowDocument? Decode(byte[] json)
    {
        try
        {
            if (ShadowJson.Parse(json) is not JsonObject root || (string?)root["schema"] != Schema) return null;
            if (root["version"]?.GetValue<long>() is not { } version || root["timestamp"]?.GetValue<long>() is not { } timestamp) return null;
            if (root["state"] is not JsonObject state || root["metadata"] is not JsonObject metadata) return null;
            return new ShadowDocument
            {
                Version = version,
                Timestamp = timestamp,
                IsDeleted = root["deleted"]?.GetValue<bool>() ?? false,
                State = state,
                Metadata = metadata,
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>What GetThingShadow answers.</summary>
    public JsonObject ForReaders()
    {
        var state = (JsonObject)State.DeepClone();
        if (ShadowMerge.Delta(State) is { } delta) state["delta"] = delta;
        return new JsonObject { ["state"] = state, ["metadata"] = Metadata.DeepClone(), ["version"] = Version, ["timestamp"] = Timestamp };
    }
}
