using System.Globalization;
using Shoreline.Core;
using Shoreline.Core.Naming;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Shoreline.Edge.Configuration;

/// <summary>A mapping of a YAML file. Whoever reads it asks for keys; what was never asked for is unknown, and a fault.</summary>
/// <remarks>No method throws for what the file says: faults are gathered and the default is answered, so that reading goes on to the next fault.</remarks>
internal sealed class YamlMap
{
    private readonly YamlMappingNode _node;
    private readonly string _path;
    private readonly ConfigFaults _faults;
    private readonly Dictionary<string, (int Line, YamlNode Value)> _entries = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    private YamlMap(YamlMappingNode node, string path, ConfigFaults faults)
    {
        (_node, _path, _faults) = (node, path, faults);
        foreach (var (key, value) in node.Children)
        {
            if (key is YamlScalarNode { Value: { Length: > 0 } name }) _entries[name] = ((int)key.Start.Line, value);
            else faults.Add((int)key.Start.Line, path.Length == 0 ? "(file)" : path, "has a key that is not a word");
        }
    }

    /// <summary>Line of the mapping's first key.</summary>
    public int Line => (int)_node.Start.Line;

    /// <summary>Keys in the order of the file, for mappings whose keys are the user's own names.</summary>
    public IEnumerable<string> Keys => _entries.Keys;

    /// <summary>Opens a file's text; null, with a fault, where it is not one YAML mapping.</summary>
    public static YamlMap? Open(string text, ConfigFaults faults)
    {
        try
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            if (yaml.Documents is [{ RootNode: YamlMappingNode root }]) return new YamlMap(root, "", faults);
            faults.Add(1, "(file)", "is not a list of 'key: value' lines; the smallest is 'device: gw-01'");
        }
        catch (YamlException e)
        {
            faults.Add((int)Math.Max(1, e.Start.Line), "(file)", $"is not YAML: {e.Message.ReplaceLineEndings(" ")}");
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // YamlDotNet's scanner runs out of tokens on some broken flow mappings and forgets to say where.
            faults.Add(1, "(file)", "is not YAML: a bracket or quote somewhere has no partner");
        }
        return null;
    }

    public bool Has(string key) => _entries.ContainsKey(key);

    /// <summary>Line of a key, or of the mapping where it does not have the key.</summary>
    public int LineOf(string key) => _entries.TryGetValue(key, out var entry) ? entry.Line : Line;

    /// <summary>Notes that a key's value is wrong.</summary>
    public void Fault(string key, string what) => _faults.Add(LineOf(key), PathOf(key), what);

    /// <summary>Text of a key; null where it is absent or empty.</summary>
    public string? Text(string key)
    {
        if (Take(key) is not { } value) return null;
        if (value is YamlScalarNode { Value: { Length: > 0 } text }) return text;
        if (value is not YamlScalarNode) Fault(key, "must be one value, not a list or a mapping");
        return null;
    }

    /// <summary>Text of a key that must be there; empty, with a fault, where it is not.</summary>
    public string RequiredText(string key, string example)
    {
        var text = Text(key);
        if (text is null && Take(key) is null or YamlScalarNode && text is null) Fault(key, $"is missing; for example '{key}: {example}'");
        return text ?? "";
    }

    /// <summary>A name or the like, made by a constructor that refuses what is wrong.</summary>
    public T? Parsed<T>(string key, string text, Func<string, T> make)
    {
        try
        {
            return make(text);
        }
        catch (InvalidInputException e)
        {
            Fault(key, e.Message);
            return default;
        }
    }

    public int Integer(string key, int otherwise, int min, int max)
    {
        if (Text(key) is not { } text) return otherwise;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max) return value;
        Fault(key, $"'{text}' is not a whole number from {min} to {max}");
        return otherwise;
    }

    public bool Boolean(string key, bool otherwise)
    {
        switch (Text(key))
        {
            case null: return otherwise;
            case "true" or "yes" or "on": return true;
            case "false" or "no" or "off": return false;
            case var text:
                Fault(key, $"'{text}' is neither true nor false");
                return otherwise;
        }
    }

    public T Choice<T>(string key, T otherwise, params ReadOnlySpan<(string Word, T Value)> choices)
    {
        if (Text(key) is not { } text) return otherwise;
        var words = new string[choices.Length];
        for (var i = 0; i < choices.Length; i++)
        {
            if (choices[i].Word == text) return choices[i].Value;
            words[i] = choices[i].Word;
        }
        Fault(key, $"'{text}' is not one of {string.Join(", ", words)}");
        return otherwise;
    }

    /// <summary>A size such as <c>512MiB</c>.</summary>
    public long? Size(string key, long minBytes)
    {
        if (Text(key) is not { } text) return null;
        if (!ByteSize.TryParse(text, out var bytes)) Fault(key, $"'{text}' is not a size; for example 512MiB or 2GiB");
        else if (bytes < minBytes) Fault(key, $"{text} is too small; at least {ByteSize.ToText(minBytes)}");
        else return bytes;
        return null;
    }

    /// <summary>A time such as <c>10s</c> or <c>5m</c>.</summary>
    public TimeSpan? Duration(string key, TimeSpan min, TimeSpan max)
    {
        if (Text(key) is not { } text) return null;
        if (!Durations.TryParse(text, out var duration)) Fault(key, $"'{text}' is not a time; for example 500ms, 10s or 5m");
        else if (duration < min || duration > max) Fault(key, $"{text} is out of range; {Durations.ToText(min)} to {Durations.ToText(max)}");
        else return duration;
        return null;
    }

    /// <summary>The NAME of <c>secret:NAME</c>.</summary>
    public string? SecretName(string key)
    {
        const string Prefix = "secret:";
        if (Text(key) is not { } text) return null;
        var name = text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..] : "";
        // What stands here may be a password by mistake: it is not repeated.
        if (name.Length == 0 || name.AsSpan().ContainsAny('/', '\0') || name is "." or "..") Fault(key, "is not of the form secret:NAME");
        return name;
    }

    /// <summary>An absolute address of one of the schemes. A password in it is a fault: files are read by more people than they should be.</summary>
    public Uri? Address(string key, string example, params string[] schemes)
    {
        if (Text(key) is not { } text) return null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || !schemes.Contains(uri.Scheme) || uri.Host.Length == 0)
        {
            Fault(key, $"is not an address of the form {example}");
        }
        else if (uri.UserInfo.Length > 0) Fault(key, "holds a user or password; it must not");
        else return uri;
        return null;
    }

    /// <summary>The mapping of a key; null where it is absent or, with a fault, something else.</summary>
    public YamlMap? Map(string key)
    {
        if (Take(key) is not { } value) return null;
        if (value is YamlMappingNode node) return new YamlMap(node, PathOf(key), _faults);
        Fault(key, "must be a mapping of 'key: value'");
        return null;
    }

    /// <summary>Whether a key holds a mapping.</summary>
    public bool HoldsMap(string key) => Take(key) is YamlMappingNode;

    /// <summary>Points of the picture, <c>[[x, y], …]</c>, each 0…1; null, with a fault, where they are something else.</summary>
    public IReadOnlyList<(double X, double Y)>? Points(string key, int most)
    {
        if (Take(key) is not YamlSequenceNode list)
        {
            Fault(key, "must be a list of points, [[x, y], [x, y], [x, y]]");
            return null;
        }
        if (list.Children.Count > most)
        {
            Fault(key, $"has {list.Children.Count} points; at most {most}");
            return null;
        }
        var points = new List<(double, double)>();
        foreach (var (index, item) in list.Children.Index())
        {
            if (item is YamlSequenceNode { Children: [YamlScalarNode x, YamlScalarNode y] } && TryShare(x.Value, out var left) && TryShare(y.Value, out var top))
            {
                points.Add((left, top));
                continue;
            }
            _faults.Add((int)item.Start.Line, $"{PathOf(key)}[{index}]", "must be a point of the picture, [x, y], each from 0 to 1");
            return null;
        }
        return points;
    }

    private static bool TryShare(string? text, out double share) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out share) && share is >= 0 and <= 1;

    /// <summary>The mappings of a key's list; null where the key is absent.</summary>
    public IReadOnlyList<YamlMap>? List(string key)
    {
        if (Take(key) is not { } value) return null;
        if (value is not YamlSequenceNode list)
        {
            Fault(key, "must be a list, each entry beginning with '- '");
            return [];
        }
        var maps = new List<YamlMap>();
        foreach (var (index, item) in list.Children.Index())
        {
            if (item is YamlMappingNode node) maps.Add(new YamlMap(node, $"{PathOf(key)}[{index}]", _faults));
            else _faults.Add((int)item.Start.Line, $"{PathOf(key)}[{index}]", "must be a mapping of 'key: value'");
        }
        return maps;
    }

    /// <summary>Call when all keys were asked for: what is left is unknown.</summary>
    public void RefuseUnknown()
    {
        foreach (var key in _entries.Keys.Except(_asked))
        {
            Fault(key, NearestName.To(key, _asked) is { } near
                ? $"is not a key here; did you mean '{near}'?"
                : $"is not a key here; known are {string.Join(", ", _asked.Order())}");
        }
    }

    private YamlNode? Take(string key)
    {
        _asked.Add(key);
        if (!_entries.TryGetValue(key, out var entry)) return null;
        return entry.Value is YamlScalarNode { Value: null or "" or "~" or "null", Style: ScalarStyle.Plain } ? null : entry.Value;
    }

    private string PathOf(string key) => _path.Length == 0 ? key : $"{_path}.{key}";
}
