using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Shoreline.Edge.Shadows;

/// <summary>The payload of an update, checked.</summary>
/// <param name="State">With <c>desired</c> and <c>reported</c> only, each an object or null; null to clear everything.</param>
internal sealed record ShadowRequest(JsonObject? State, long? Version, string? ClientToken)
{
    private const int Levels = 6;
    private const int TokenBytes = 64;

    /// <exception cref="ShadowException">It is no such payload.</exception>
    public static ShadowRequest Parse(ReadOnlySpan<byte> payload)
    {
        var root = ParseObject(payload);
        if (!root.TryGetPropertyValue("state", out var state)) throw ShadowException.Invalid("Missing required node: state");
        if (state is not (null or JsonObject)) throw ShadowException.Invalid("Invalid state: it is neither an object nor null");
        return new ShadowRequest(CheckedState((JsonObject?)state), VersionOf(root), TokenOf(root));
    }

    /// <summary>The client token of a payload that is refused for another reason; null where it has none that could be read.</summary>
    public static string? ClientTokenOf(ReadOnlySpan<byte> payload)
    {
        try { return TokenOf(ParseObject(payload)); }
        catch (ShadowException) { return null; } // it is refused already, with its reason
    }

    private static JsonObject ParseObject(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty) throw ShadowException.Invalid("Missing payload");
        try
        {
            return ShadowJson.Parse(payload) as JsonObject ?? throw ShadowException.Invalid("Invalid JSON: the payload is not an object");
        }
        catch (JsonException)
        {
            throw ShadowException.Invalid("Invalid JSON"); // the exception's message may quote the payload
        }
    }

    private static JsonObject? CheckedState(JsonObject? state)
    {
        if (state is null) return null;
        state.Remove("delta"); // it is ours to say
        foreach (var (name, section) in state)
        {
            if (name is not (ShadowMerge.Desired or ShadowMerge.Reported)) throw ShadowException.Invalid("State contains an invalid node: only desired and reported are known");
            if (section is not (null or JsonObject)) throw ShadowException.Invalid($"Invalid {name}: it is neither an object nor null");
            if (section is not null && DepthOf(section) > Levels) throw ShadowException.Invalid($"JSON contains too many levels of nesting in {name}; maximum is {Levels}");
        }
        return state;
    }

    private static int DepthOf(JsonNode? node) => node switch
    {
        JsonObject { Count: > 0 } members => 1 + members.Max(member => DepthOf(member.Value)),
        JsonArray { Count: > 0 } elements => 1 + elements.Max(DepthOf),
        JsonObject or JsonArray => 1,
        _ => 0,
    };

    private static long? VersionOf(JsonObject root)
    {
        if (root["version"] is not { } version) return null;
        return version is JsonValue value && value.TryGetValue<long>(out var number) ? number : throw ShadowException.Invalid("Invalid version: it is no integer");
    }

    private static string? TokenOf(JsonObject root)
    {
        if (root["clientToken"] is not { } token) return null;
        if (token is JsonValue value && value.TryGetValue<string>(out var text) && Encoding.UTF8.GetByteCount(text) <= TokenBytes) return text;
        throw ShadowException.Invalid($"Invalid clientToken: it is a text of at most {TokenBytes} bytes");
    }
}
