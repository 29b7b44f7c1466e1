using System.Text.Json.Nodes;

namespace Shoreline.Edge.Shadows;

/// <summary>The documents that are answered and published around a shadow (greengrass-ipc, 6.7).</summary>
internal static class ShadowMessages
{
    public static byte[] Accepted(ShadowRequest request, ShadowDocument after) => Complete(request, new JsonObject
    {
        ["state"] = request.State?.DeepClone(),
        ["metadata"] = ShadowMerge.OfChanges(request.State, after.Timestamp),
        ["version"] = after.Version,
        [ShadowMerge.Timestamp] = after.Timestamp,
    });

    /// <returns>Null where desired and reported agree.</returns>
    public static byte[]? Delta(ShadowRequest request, ShadowDocument after) => ShadowMerge.Delta(after.State) is not { } delta ? null : Complete(request, new JsonObject
    {
        ["version"] = after.Version,
        [ShadowMerge.Timestamp] = after.Timestamp,
        ["state"] = delta,
        ["metadata"] = ShadowMerge.Select(after.Metadata[ShadowMerge.Desired], delta),
    });

    public static byte[] Documents(ShadowRequest request, ShadowDocument? before, ShadowDocument after)
    {
        var message = new JsonObject();
        if (before is not null) message["previous"] = Version(before);
        message["current"] = Version(after);
        message[ShadowMerge.Timestamp] = after.Timestamp;
        return Complete(request, message);
    }

    public static byte[] Rejected(ShadowException why, long timestamp, string? clientToken)
    {
        var message = new JsonObject { ["code"] = (int)why.Refusal, ["message"] = why.Message, [ShadowMerge.Timestamp] = timestamp };
        if (clientToken is not null) message["clientToken"] = clientToken;
        return ShadowJson.Bytes(message);
    }

    private static JsonObject Version(ShadowDocument document) =>
        new() { ["state"] = document.State.DeepClone(), ["metadata"] = document.Metadata.DeepClone(), ["version"] = document.Version };

    private static byte[] Complete(ShadowRequest request, JsonObject message)
    {
        if (request.ClientToken is { } token) message["clientToken"] = token;
        return ShadowJson.Bytes(message);
    }
}
