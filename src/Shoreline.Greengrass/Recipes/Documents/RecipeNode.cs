using System.Text.Json.Nodes;

namespace Shoreline.Greengrass.Recipes.Documents;

internal enum RecipeNodeKind
{
    Null,
    Text,
    Number,
    Boolean,
    List,
    Map,
}

/// <summary>A key and its value, and where the key stands.</summary>
internal readonly record struct RecipeEntry(string Key, int Line, int Column, RecipeNode Value);

/// <summary>A value of a JSON or YAML file that knows where it stands. Never changed; YAML's aliases share what they stand for.</summary>
internal sealed class RecipeNode
{
    private RecipeNode(RecipeNodeKind kind, int line, int column, string text)
    {
        (Kind, Line, Column, Text) = (kind, line, column, text);
        Characters = text.Length;
    }

    public RecipeNodeKind Kind { get; }

    public int Line { get; }

    public int Column { get; }

    /// <summary>A scalar as it was written, so that <c>1.10</c> stays a version; empty for null, lists and maps.</summary>
    public string Text { get; }

    public IReadOnlyList<RecipeNode> Items { get; private init; } = [];

    /// <summary>In the file's order. Keys may come twice.</summary>
    public IReadOnlyList<RecipeEntry> Entries { get; private init; } = [];

    /// <summary>Maps and lists within each other, this one included.</summary>
    public int Height { get; private init; }

    /// <summary>This value and all below it.</summary>
    public long Nodes { get; private init; } = 1;

    /// <summary>Of keys and values, below included.</summary>
    public long Characters { get; private init; }

    public bool IsScalar => Kind is RecipeNodeKind.Text or RecipeNodeKind.Number or RecipeNodeKind.Boolean;

    public static RecipeNode Null(int line, int column) => new(RecipeNodeKind.Null, line, column, "");

    /// <param name="text">For <see cref="RecipeNodeKind.Number"/> what JSON can read, for <see cref="RecipeNodeKind.Boolean"/> <c>true</c>
    /// or <c>false</c> in any case.</param>
    public static RecipeNode Scalar(RecipeNodeKind kind, int line, int column, string text) => new(kind, line, column, text);

    public static RecipeNode List(int line, int column, IReadOnlyList<RecipeNode> items) => new(RecipeNodeKind.List, line, column, "")
    {
        Items = items,
        Height = 1 + items.Select(item => item.Height).DefaultIfEmpty().Max(),
        Nodes = 1 + items.Sum(item => item.Nodes),
        Characters = items.Sum(item => item.Characters),
    };

    public static RecipeNode Map(int line, int column, IReadOnlyList<RecipeEntry> entries) => new(RecipeNodeKind.Map, line, column, "")
    {
        Entries = entries,
        Height = 1 + entries.Select(entry => entry.Value.Height).DefaultIfEmpty().Max(),
        Nodes = 1 + entries.Sum(entry => entry.Value.Nodes),
        Characters = entries.Sum(entry => entry.Value.Characters + entry.Key.Length),
    };

    /// <summary>The value as free-form data.</summary>
    /// <param name="keys">Which keys are one; of such the later value counts, under the spelling that came first, as in the configuration
    /// store (greengrass-components, 1.1.7 and 5).</param>
    public JsonNode? ToJson(StringComparer keys)
    {
        switch (Kind)
        {
            case RecipeNodeKind.Text: return JsonValue.Create(Text);
            case RecipeNodeKind.Number: return JsonNode.Parse(YamlScalars.ToJsonNumber(Text));
            case RecipeNodeKind.Boolean: return JsonValue.Create(bool.Parse(Text));
            case RecipeNodeKind.List: return new JsonArray([.. Items.Select(item => item.ToJson(keys))]);
            case RecipeNodeKind.Map: return ToJsonObject(keys);
            default: return null;
        }
    }

    public JsonObject ToJsonObject(StringComparer keys)
    {
        var last = new Dictionary<string, RecipeNode>(keys);
        foreach (var entry in Entries) last[entry.Key] = entry.Value; // the dictionary keeps the first spelling
        var json = new JsonObject();
        foreach (var (key, value) in last) json[key] = value.ToJson(keys);
        return json;
    }
}
