using System.Text.Json.Nodes;
using Shoreline.Core.Naming;
using Shoreline.Greengrass.Recipes.Documents;

namespace Shoreline.Greengrass.Recipes;

/// <summary>
/// A structural map of a recipe: keys compare without regard to case, of equal ones the later counts, null is absent
/// (greengrass-components, 1.1).
/// </summary>
/// <remarks>No method throws for what the file says: faults are gathered and the default is answered, so that reading goes on to the next
/// fault.</remarks>
internal sealed class RecipeMap
{
    // A key that is right somewhere is no misspelling of another.
    private static readonly HashSet<string> KnownKeys = new(StringComparer.OrdinalIgnoreCase)
    {
        "RecipeFormatVersion", "ComponentName", "ComponentVersion", "ComponentDescription", "ComponentPublisher", "ComponentType", "ComponentSource",
        "ComponentConfiguration", "ComponentDependencies", "Manifests", "Lifecycle", "VersionRequirement", "DependencyType", "URI", "Unarchive", "Permission", "Digest", "Algorithm",
    };

    private readonly RecipeNode _node;
    private readonly string _path;
    private readonly RecipeFaults _faults;
    private readonly Dictionary<string, RecipeEntry> _entries = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _asked = new(StringComparer.OrdinalIgnoreCase);

    public RecipeMap(RecipeNode node, string path, RecipeFaults faults)
    {
        (_node, _path, _faults) = (node, path, faults);
        foreach (var entry in node.Entries) _entries[entry.Key] = entry;
    }

    public void Fault(string key, string what, string code = RecipeErrorCodes.ParseError)
    {
        var (line, column) = _entries.TryGetValue(key, out var entry) ? (entry.Value.Line, entry.Value.Column) : (_node.Line, _node.Column);
        _faults.Add(PathOf(key), line, column, what, code);
    }

    /// <summary>The value of a key; null where it is absent or null.</summary>
    public RecipeNode? Take(string key)
    {
        _asked.Add(key);
        return _entries.TryGetValue(key, out var entry) && entry.Value.Kind != RecipeNodeKind.Null ? entry.Value : null;
    }

    /// <summary>Text of a key, in the file's own characters where it looks like a number; null where it is absent.</summary>
    public string? Text(string key)
    {
        if (Take(key) is not { } value) return null;
        if (value.IsScalar) return value.Text;
        Fault(key, $"is {Describe(value)}; it must be a text");
        return null;
    }

    /// <summary>Text of a key that must be there; null, with a fault, where it is not.</summary>
    public string? RequiredText(string key, string example)
    {
        if (Take(key) is not null) return Text(key);
        Missing(key, $"for example '{key}: {example}'");
        return null;
    }

    /// <summary>Notes that a key is not there. A key that may have been meant is named.</summary>
    public void Missing(string key, string what, string code = RecipeErrorCodes.ParseError)
    {
        var near = NearestName.To(key, _entries.Keys.Where(found => !KnownKeys.Contains(found)));
        if (near is null)
        {
            Fault(key, $"is missing; {what}", code);
            return;
        }
        var entry = _entries[near];
        _faults.Add(PathOf(key), entry.Line, entry.Column, $"is missing; {what}. Did you mean it by {Quoted.Text(near)}?", code);
    }

    public T Choice<T>(string key, T otherwise, params ReadOnlySpan<(string Word, T Value)> choices)
    {
        if (Text(key) is not { } text) return otherwise;
        var words = new string[choices.Length];
        for (var i = 0; i < choices.Length; i++)
        {
            if (string.Equals(choices[i].Word, text, StringComparison.OrdinalIgnoreCase)) return choices[i].Value;
            words[i] = choices[i].Word;
        }
        var hint = NearestName.To(text, words) is { } near ? $"; did you mean {near}?" : "";
        Fault(key, $"{Quoted.Text(text)} is not one of {string.Join(", ", words)}{hint}");
        return otherwise;
    }

    /// <summary>The map of a key; null where it is absent or, with a fault, something else.</summary>
    public RecipeMap? Map(string key) => MapNode(key) is { } node ? new RecipeMap(node, PathOf(key), _faults) : null;

    /// <summary>
    /// The names and values of a map whose keys are the author's own: compared with regard to case, of equal ones the later counts.
    /// </summary>
    public IReadOnlyDictionary<string, RecipeNode> Names(string key)
    {
        var names = new Dictionary<string, RecipeNode>(StringComparer.Ordinal);
        foreach (var entry in MapNode(key)?.Entries ?? []) names[entry.Key] = entry.Value;
        return names;
    }

    /// <summary>Free-form data; empty where the key is absent or, with a fault, no map.</summary>
    public JsonObject FreeForm(string key, StringComparer keys) => MapNode(key)?.ToJsonObject(keys) ?? [];

    /// <summary>The maps of a list, each with what makes an element of it; empty where the key is absent.</summary>
    public IReadOnlyList<T> List<T>(string key, Func<RecipeMap, T?> read) where T : class
    {
        var list = new List<T>();
        foreach (var (index, item) in Items(key).Index())
        {
            var path = $"{PathOf(key)}[{index}]";
            if (item.Kind != RecipeNodeKind.Map) _faults.Add(path, item.Line, item.Column, $"is {Describe(item)}; it must be a map");
            else if (read(new RecipeMap(item, path, _faults)) is { } element) list.Add(element);
        }
        return list;
    }

    /// <summary>The texts of a list; empty where the key is absent.</summary>
    public IReadOnlyList<string> Texts(string key)
    {
        var texts = new List<string>();
        foreach (var (index, item) in Items(key).Index())
        {
            if (item.IsScalar) texts.Add(item.Text);
            else _faults.Add($"{PathOf(key)}[{index}]", item.Line, item.Column, $"is {Describe(item)}; it must be a text");
        }
        return texts;
    }

    /// <summary>A map below this one, under the author's own name; null, with a fault, where it is something else.</summary>
    public RecipeMap? Below(string key, string name, RecipeNode node)
    {
        if (node.Kind == RecipeNodeKind.Map) return new RecipeMap(node, $"{PathOf(key)}.{Quoted.Plain(name)}", _faults);
        FaultBelow(key, name, node, $"is {Describe(node)}; it must be a map");
        return null;
    }

    public void FaultBelow(string key, string name, RecipeNode at, string what) =>
        _faults.Add($"{PathOf(key)}.{Quoted.Plain(name)}", at.Line, at.Column, what);

    /// <summary>
    /// Call when all keys were asked for: what is left has no effect (greengrass-components, 1.1.6), which its author may like to know.
    /// </summary>
    public void NoteUnknown(params ReadOnlySpan<string> known)
    {
        foreach (var key in known) _asked.Add(key);
        foreach (var entry in _entries.Values.Where(entry => !_asked.Contains(entry.Key)))
        {
            var hint = NearestName.To(entry.Key, _asked) is { } near ? $"; did you mean '{near}'?" : "";
            _faults.AddIgnored(PathOf(Quoted.Plain(entry.Key)), entry.Line, entry.Column, $"is not a key here, and ignored{hint}");
        }
    }

    internal static string Describe(RecipeNode node) => node.Kind switch
    {
        RecipeNodeKind.Null => "null",
        RecipeNodeKind.List => "a list",
        RecipeNodeKind.Map => "a map",
        RecipeNodeKind.Text => $"the text {Quoted.Text(node.Text)}",
        _ => Quoted.Plain(node.Text),
    };

    private RecipeNode? MapNode(string key)
    {
        if (Take(key) is not { } value) return null;
        if (value.Kind == RecipeNodeKind.Map) return value;
        Fault(key, $"is {Describe(value)}; it must be a map");
        return null;
    }

    private IReadOnlyList<RecipeNode> Items(string key)
    {
        if (Take(key) is not { } value) return [];
        if (value.Kind == RecipeNodeKind.List) return value.Items;
        Fault(key, $"is {Describe(value)}; it must be a list");
        return [];
    }

    private string PathOf(string key) => _path.Length == 0 ? key : $"{_path}.{key}";
}
