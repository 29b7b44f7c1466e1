using System.Globalization;
using System.Net;
using YamlDotNet.RepresentationModel;

namespace Shoreline.Cloud.Configuration;

/// <summary>One mapping of a YAML file. Each value is asked for once, with what is allowed; a fault is noted and the default taken.</summary>
/// <param name="node">The mapping; null where the file does not have it.</param>
/// <param name="path">How the mapping is named in messages: <c>ingest.</c>, or empty at the top.</param>
internal sealed class ConfigSection(YamlMappingNode? node, string path, ConfigFaults faults)
{
    private readonly HashSet<string> _known = [];

    public ConfigSection Section(string key)
    {
        var found = Find(key);
        if (found is null or YamlMappingNode) return new ConfigSection(found as YamlMappingNode, $"{path}{key}.", faults);
        Refuse(key, found, "a group of keys, written below it and indented");
        return new ConfigSection(null, $"{path}{key}.", faults);
    }

    public string? Text(string key, string allowed)
    {
        var found = Find(key);
        if (found is null) return null;
        if (found is YamlScalarNode { Value: { Length: > 0 } value }) return value;
        Refuse(key, found, allowed);
        return null;
    }

    public int Port(string key, int otherwise) => Parse(key, "a port from 0 (any free one) to 65535", otherwise,
        text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= IPEndPoint.MaxPort ? port : null);

    public IPAddress Address(string key, IPAddress otherwise)
    {
        const string Allowed = "an IP address of this machine, such as 127.0.0.1 or 0.0.0.0";
        var text = Text(key, Allowed);
        if (text is null) return otherwise;
        if (IPAddress.TryParse(text, out var address)) return address;
        Refuse(key, Find(key)!, Allowed);
        return otherwise;
    }

    public TimeSpan Seconds(string key, TimeSpan otherwise, TimeSpan least, TimeSpan most) => Parse(
        key, string.Create(CultureInfo.InvariantCulture, $"a number of seconds from {least.TotalSeconds} to {most.TotalSeconds}"), otherwise,
        text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            && seconds >= least.TotalSeconds && seconds <= most.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null);

    public long Bytes(string key, long otherwise, long least, long most) => Parse(
        key, $"a size from {ByteSize.Format(least)} to {ByteSize.Format(most)}, such as 4MiB", otherwise,
        text => ByteSize.TryParse(text, out var bytes) && bytes >= least && bytes <= most ? bytes : null);

    public Uri? Url(string key, string scheme)
    {
        var allowed = $"an address {scheme}://host:port";
        var text = Text(key, allowed);
        if (text is null) return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == scheme && url.Host.Length > 0 && url.UserInfo.Length == 0) return url;
        Refuse(key, Find(key)!, allowed);
        return null;
    }

    public IReadOnlyList<string> Texts(string key, string allowed)
    {
        var found = Find(key);
        if (found is null) return [];
        if (found is YamlSequenceNode list && list.All(entry => entry is YamlScalarNode { Value.Length: > 0 }))
        {
            return [.. list.Select(entry => ((YamlScalarNode)entry).Value!)];
        }
        Refuse(key, found, allowed);
        return [];
    }

    /// <summary>All entries of this mapping; the keys are names that the user chose.</summary>
    public IReadOnlyDictionary<string, string> Entries(Func<string, string?> fault)
    {
        var entries = new Dictionary<string, string>();
        foreach (var (key, value) in node?.Children ?? Enumerable.Empty<KeyValuePair<YamlNode, YamlNode>>())
        {
            var name = ((YamlScalarNode)key).Value!;
            _known.Add(name);
            var text = (value as YamlScalarNode)?.Value;
            var wrong = text is null ? "is not a text" : fault(text);
            if (wrong is null) entries.Add(name, text!);
            else faults.Add(value.Start.Line, $"'{path}{name}' {wrong}");
        }
        return entries;
    }

    /// <summary>Reports a fault of <paramref name="key"/> that only shows beside other keys.</summary>
    public void Fault(string key, string text) => faults.Add(Find(key)!.Start.Line, $"'{path}{key}' {text}");

    public bool Has(string key) => Find(key) is not null;

    /// <summary>Reports every key that nobody asked for. Call it last.</summary>
    public void RefuseUnknownKeys()
    {
        foreach (var key in node?.Children.Keys ?? Enumerable.Empty<YamlNode>())
        {
            var name = (key as YamlScalarNode)?.Value ?? key.ToString();
            if (!_known.Contains(name)) faults.Add(key.Start.Line, $"'{path}{name}' is not a key here. Known: {string.Join(", ", _known.Order())}");
        }
    }

    private T Parse<T>(string key, string allowed, T otherwise, Func<string, T?> parse) where T : struct
    {
        var text = Text(key, allowed);
        if (text is null) return otherwise;
        if (parse(text) is { } value) return value;
        Refuse(key, Find(key)!, allowed);
        return otherwise;
    }

    private YamlNode? Find(string key)
    {
        _known.Add(key);
        return node is not null && node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;
    }

    private void Refuse(string key, YamlNode value, string allowed)
    {
        var given = value is YamlScalarNode { Value: { } text } ? $"'{text}'" : $"a {value.NodeType.ToString().ToLowerInvariant()}";
        faults.Add(value.Start.Line, $"'{path}{key}' is {given}; allowed is {allowed}");
    }
}
