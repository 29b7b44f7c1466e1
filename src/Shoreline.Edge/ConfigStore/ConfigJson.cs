using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Shoreline.Edge.ConfigStore;

/// <summary>Nodes and changes as JSON: docs/formats/config-store.md.</summary>
internal static class ConfigJson
{
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 3 * ConfigMerge.MaxDepth }; // two levels for each of the tree, and those of a leaf's value
    private static readonly JsonWriterOptions Writing = new() { MaxDepth = 3 * ConfigMerge.MaxDepth, SkipValidation = true };

    public static ReadOnlyMemory<byte> Write(ConfigContainer root) => Write(writer => WriteNode(writer, root, withChildren: true));

    public static ReadOnlyMemory<byte> Write(IReadOnlyCollection<ConfigChange> changes) => Write(writer =>
    {
        writer.WriteStartArray();
        foreach (var change in changes) WriteChange(writer, change);
        writer.WriteEndArray();
    });

    /// <summary>Whether a node is kept in memory alone.</summary>
    public static bool IsVolatile(string key) => key.StartsWith('_');

    /// <exception cref="FormatException">It is not a tree.</exception>
    public static ConfigContainer ReadRoot(ReadOnlyMemory<byte> json) => Read(json, element =>
        ReadNode(element, 0) as ConfigContainer ?? throw new FormatException("The root is not a container."));

    /// <exception cref="FormatException">It is not a list of changes.</exception>
    public static List<ConfigChange> ReadChanges(ReadOnlyMemory<byte> json) => Read(json, element => element.EnumerateArray().Select(ReadChange).ToList());

    private static T Read<T>(ReadOnlyMemory<byte> json, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Reading);
            return read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException(e.Message, e); // the checksum was right: written by another version, or by hand
        }
    }

    private static ConfigChange ReadChange(JsonElement element)
    {
        var path = element.GetProperty("p").EnumerateArray().Select(key => key.GetString()!).ToArray();
        return new ConfigChange(path, element.TryGetProperty("t", out _) ? ReadNode(element, 0) : null);
    }

    private static ConfigNode ReadNode(JsonElement element, int depth)
    {
        if (depth > ConfigMerge.MaxDepth) throw new FormatException($"It has more than {ConfigMerge.MaxDepth} levels.");
        var timeMs = element.GetProperty("t").GetInt64();
        if (element.TryGetProperty("v", out var value)) return new ConfigLeaf(ToNode(value), timeMs);
        var container = ConfigContainer.EmptyAt(timeMs);
        foreach (var child in element.GetProperty("c").EnumerateObject()) container = container.With(child.Name, ReadNode(child.Value, depth + 1));
        return container;
    }

    private static JsonNode? ToNode(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Object => JsonObject.Create(value.Clone()),
        JsonValueKind.Array => JsonArray.Create(value.Clone()),
        _ => JsonValue.Create(value.Clone()),
    };

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Writing)) write(writer);
        return buffer.WrittenMemory;
    }

    private static void WriteChange(Utf8JsonWriter writer, ConfigChange change)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("p");
        foreach (var key in change.Path) writer.WriteStringValue(key);
        writer.WriteEndArray();
        if (change.Node is { } node) WriteMembers(writer, node, withChildren: false);
        writer.WriteEndObject();
    }

    private static void WriteNode(Utf8JsonWriter writer, ConfigNode node, bool withChildren)
    {
        writer.WriteStartObject();
        WriteMembers(writer, node, withChildren);
        writer.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter writer, ConfigNode node, bool withChildren)
    {
        writer.WriteNumber("t", node.ModifiedMs);
        if (node is ConfigContainer container)
        {
            writer.WriteStartObject("c");
            foreach (var (key, child) in container.Children)
            {
                if (!withChildren || IsVolatile(key)) continue;
                writer.WritePropertyName(key);
                WriteNode(writer, child, withChildren);
            }
            writer.WriteEndObject();
            return;
        }
        writer.WritePropertyName("v");
        if (((ConfigLeaf)node).Value is { } value) value.WriteTo(writer);
        else writer.WriteNullValue();
    }
}
