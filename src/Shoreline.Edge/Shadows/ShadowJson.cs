using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Shoreline.Edge.Shadows;

/// <summary>JSON as shadows read and write it.</summary>
internal static class ShadowJson
{
    private const int MaxDepth = 32; // of the file, which holds metadata one level deeper than the state; what clients send is held to six

    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };
    private static readonly JsonSerializerOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxDepth };

    /// <exception cref="JsonException">It is no JSON, too deep, or a member is there twice.</exception>
    /// <returns>Null where it is not an object.</returns>
    public static JsonObject? Parse(ReadOnlySpan<byte> json)
    {
        using var document = JsonDocument.Parse(json.ToArray(), Reading);
        return document.RootElement.ValueKind == JsonValueKind.Object ? JsonObject.Create(document.RootElement.Clone()) : null;
    }

    public static byte[] Bytes(JsonNode node)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxDepth }))
        {
            node.WriteTo(writer, Writing);
        }
        return stream.ToArray();
    }
}
