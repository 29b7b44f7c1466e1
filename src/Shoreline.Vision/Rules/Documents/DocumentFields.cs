using System.Globalization;
using Shoreline.Core.Naming;

namespace Shoreline.Vision.Rules.Documents;

/// <summary>A mapping of a document. Whoever reads it asks for keys; what was never asked for is unknown, and a fault.</summary>
/// <remarks>No method throws for what the document says: faults are gathered and the default is answered, so that reading goes on to the next fault.</remarks>
internal sealed class DocumentFields
{
    private readonly YamlMapping _mapping;
    private readonly Dictionary<string, YamlEntry> _entries = new(StringComparer.Ordinal);
    private readonly List<string> _asked = []; // in the order in which they are asked for: the order of the format's tables

    public DocumentFields(YamlMapping mapping, string path, DocumentFaults faults)
    {
        (_mapping, Path, Faults) = (mapping, path, faults);
        foreach (var entry in mapping.Entries)
        {
            if (_entries.TryAdd(entry.Key, entry)) continue;
            faults.Add(entry.Line, entry.Column, PathOf(entry.Key), $"stands here twice; the first is in line {_entries[entry.Key].Line}");
        }
    }

    /// <summary>Where the mapping is in the document; empty for the root.</summary>
    public string Path { get; }

    public DocumentFaults Faults { get; }

    public YamlMapping Mapping => _mapping;

    /// <summary>The entries of a mapping whose keys are the author's own names; each counts as asked for.</summary>
    public IEnumerable<YamlEntry> TakeAll()
    {
        _asked.AddRange(_entries.Keys);
        return _entries.Values;
    }

    public bool Has(string key) => _entries.ContainsKey(key);

    /// <summary>Where the key's value begins, or the mapping where it does not have the key.</summary>
    public (int Line, int Column) PlaceOf(string key) =>
        _entries.TryGetValue(key, out var entry) ? (entry.Value.Line, entry.Value.Column) : (_mapping.Line, _mapping.Column);

    /// <summary>Notes that a key's value is wrong, or that the key is missing.</summary>
    public void Fault(string key, string what)
    {
        var (line, column) = PlaceOf(key);
        Faults.Add(line, column, PathOf(key), what);
    }

    /// <summary>Notes that a key should not be there, or not like this.</summary>
    public void FaultAtKey(string key, string what)
    {
        var (line, column) = _entries.TryGetValue(key, out var entry) ? (entry.Line, entry.Column) : (_mapping.Line, _mapping.Column);
        Faults.Add(line, column, PathOf(key), what);
    }

    /// <summary>Notes a fault of the mapping as a whole.</summary>
    public void FaultHere(string what) => Faults.Add(_mapping, Path, what);

    /// <summary>The key's value; null where it is absent or empty.</summary>
    public YamlValue? Take(string key)
    {
        if (!_asked.Contains(key)) _asked.Add(key);
        return _entries.TryGetValue(key, out var entry) && entry.Value is not YamlText { IsNull: true } ? entry.Value : null;
    }

    /// <summary>Text of a key; null where it is absent or, with a fault, no text.</summary>
    public string? Text(string key)
    {
        switch (Take(key))
        {
            case null: return null;
            case YamlText { Text: var text }: return text;
            default:
                Fault(key, "must be one value, not a list or a mapping");
                return null;
        }
    }

    public string? RequiredText(string key, string example)
    {
        var text = Text(key);
        if (text is null && Take(key) is null) Fault(key, $"is missing; for example '{key}: {example}'");
        return text;
    }

    /// <summary>A number from <paramref name="min"/> to <paramref name="max"/>.</summary>
    public double? Number(string key, double min, double max)
    {
        if (Text(key) is not { } text) return null;
        if (Numbers.TryParse(text, out var value) && value >= min && value <= max) return value;
        Fault(key, string.Create(CultureInfo.InvariantCulture, $"{Quoted.Of(text)} is not a number from {min} to {max}"));
        return null;
    }

    public int? Integer(string key, int min, int max)
    {
        if (Text(key) is not { } text) return null;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max) return value;
        Fault(key, string.Create(CultureInfo.InvariantCulture, $"{Quoted.Of(text)} is not a whole number from {min} to {max}"));
        return null;
    }

    /// <summary>A time such as <c>300ms</c> or <c>1m30s</c>, in nanoseconds.</summary>
    public long? Duration(string key, long minNs, long maxNs)
    {
        if (Text(key) is not { } text) return null;
        if (!DurationText.TryParse(text, out var ns)) Fault(key, $"{Quoted.Of(text)} is not a time; for example 300ms, 3s, 5m or 1m30s");
        else if (ns < minNs || ns > maxNs) Fault(key, $"{Quoted.Of(text)} is out of range; {DurationText.ToText(minNs)} to {DurationText.ToText(maxNs)}");
        else return ns;
        return null;
    }

    /// <summary>One of a few words; null where the key is absent or, with a fault, says something else.</summary>
    public T? Choice<T>(string key, params ReadOnlySpan<(string Word, T Value)> choices) where T : struct
    {
        if (Text(key) is not { } text) return null;
        var words = new string[choices.Length];
        for (var i = 0; i < choices.Length; i++)
        {
            if (choices[i].Word == text) return choices[i].Value;
            words[i] = choices[i].Word;
        }
        Fault(key, $"{Quoted.Of(text)} is not one of {string.Join(", ", words)}");
        return null;
    }

    /// <summary>The texts of a key that holds one or a list of them; empty where it is absent.</summary>
    public IReadOnlyList<YamlText> Texts(string key)
    {
        switch (Take(key))
        {
            case null: return [];
            case YamlText one: return [one];
            case YamlList { Items: { Count: > 0 } items } when items.All(item => item is YamlText { IsNull: false }): return [.. items.Cast<YamlText>()];
            default:
                Fault(key, "must be one word or a list of words");
                return [];
        }
    }

    /// <summary>The mapping of a key; null where it is absent or, with a fault, something else.</summary>
    public DocumentFields? Fields(string key)
    {
        if (Take(key) is not { } value) return null;
        if (value is YamlMapping mapping) return new DocumentFields(mapping, PathOf(key), Faults);
        Fault(key, "must be a mapping of 'key: value'");
        return null;
    }

    /// <summary>The mappings of a key's list; empty where the key is absent.</summary>
    public IReadOnlyList<DocumentFields> List(string key)
    {
        if (Take(key) is not { } value) return [];
        if (value is not YamlList list)
        {
            Fault(key, "must be a list, each entry beginning with '- '");
            return [];
        }
        var fields = new List<DocumentFields>();
        foreach (var (index, item) in list.Items.Index())
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"{PathOf(key)}[{index}]");
            if (item is YamlMapping mapping) fields.Add(new DocumentFields(mapping, path, Faults));
            else Faults.Add(item, path, "must be a mapping of 'key: value'");
        }
        return fields;
    }

    /// <summary>Call when all keys were asked for: what is left is unknown.</summary>
    public void RefuseUnknown()
    {
        foreach (var key in _entries.Keys.Except(_asked))
        {
            FaultAtKey(key, NearestName.To(key, _asked) is { } near
                ? $"is not a key here; did you mean '{near}'?"
                : $"is not a key here; known are {string.Join(", ", _asked)}");
        }
    }

    public string PathOf(string key)
    {
        var shown = Quoted.Of(key)[1..^1];
        return Path.Length == 0 ? shown : $"{Path}.{shown}";
    }
}
