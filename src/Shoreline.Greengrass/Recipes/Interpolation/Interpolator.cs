using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Shoreline.Greengrass.Recipes.Interpolation;

/// <summary>Replaces placeholders in the strings of a component's lifecycle or configuration (greengrass-components, 2).</summary>
/// <remarks>
/// Two passes over each string: <c>{namespace:key}</c> first, <c>{component:namespace:key}</c> in what came out. What a pass puts in, the
/// same pass does not look at again. A string grows
/// to <see cref="MaxCharacters"/> at most; a placeholder whose value would lead beyond stays.
/// </remarks>
public sealed partial class Interpolator
{
    /// <summary>
    /// Longest string that replacement makes. Linux takes 128 KiB as one argument of a program, so a longer script cannot run in any case.
    /// </summary>
    public const int MaxCharacters = 1 << 20;

    /// <summary>Unresolved placeholders that are told.</summary>
    public const int MaxUnresolved = 1000;

    private readonly PlaceholderResolver _resolver;
    private readonly List<UnresolvedPlaceholder> _unresolved = [];

    private Interpolator(PlaceholderResolver resolver) => _resolver = resolver;

    /// <summary>All placeholders, in every string of a lifecycle.</summary>
    /// <returns>A copy.</returns>
    public static (JsonObject Lifecycle, IReadOnlyList<UnresolvedPlaceholder> Unresolved) Lifecycle(
        JsonObject lifecycle, IPlaceholderValues values) =>
        Run(lifecycle, new PlaceholderResolver(values, withConfiguration: true));

    /// <summary>
    /// Placeholders of paths and names, in every string of a configuration; those of <c>configuration:</c> stay, and are no error (2.4.5).
    /// For a nucleus with <c>interpolateComponentConfiguration</c>.
    /// </summary>
    /// <returns>A copy.</returns>
    public static (JsonObject Configuration, IReadOnlyList<UnresolvedPlaceholder> Unresolved) Configuration(
        JsonObject configuration, IPlaceholderValues values) =>
        Run(configuration, new PlaceholderResolver(values, withConfiguration: false));

    private static (JsonObject, IReadOnlyList<UnresolvedPlaceholder>) Run(JsonObject json, PlaceholderResolver resolver)
    {
        ArgumentNullException.ThrowIfNull(json);
        var interpolator = new Interpolator(resolver);
        return ((JsonObject)interpolator.Copy(json, "")!, interpolator._unresolved);
    }

    private JsonNode? Copy(JsonNode? node, string path)
    {
        switch (node)
        {
            case JsonObject map:
                var copy = new JsonObject();
                foreach (var (key, value) in map) copy[key] = Copy(value, path.Length == 0 ? key : $"{path}.{key}");
                return copy;
            case JsonArray list: return new JsonArray([.. list.Select((item, index) => Copy(item, $"{path}[{index}]"))]);
            case JsonValue value when value.TryGetValue<string>(out var text): return JsonValue.Create(Replace(text, path));
            default: return node?.DeepClone();
        }
    }

    private string Replace(string text, string path)
    {
        if (!text.Contains('{', StringComparison.Ordinal)) return text;
        return Pass(Pass(text, path, OwnForm()), path, CrossForm());
    }

    private string Pass(string text, string path, Regex form)
    {
        var length = text.Length;
        return form.Replace(text, match =>
        {
            var component = match.Groups["component"] is { Success: true } named ? named.Value : null;
            var value = _resolver.Resolve(component, match.Groups["namespace"].Value, match.Groups["key"].Value, out var reason);
            if (value is not null && length - match.Length + value.Length > MaxCharacters)
            {
                reason = $"its value has {value.Length:N0} characters, with which the text has more than {MaxCharacters:N0}";
                value = null;
            }
            if (value is null)
            {
                if (reason is not null && _unresolved.Count < MaxUnresolved)
                {
                    _unresolved.Add(new UnresolvedPlaceholder(path, match.Value, reason));
                }
                return match.Value;
            }
            length += value.Length - match.Length;
            return value;
        });
    }

    // Word characters are ASCII's, as the classic nucleus has them.
    [GeneratedRegex(@"\{(?<namespace>[A-Za-z0-9_.-]+):(?<key>[^:}]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex OwnForm();

    [GeneratedRegex(@"\{(?<component>[A-Za-z0-9_.-]+):(?<namespace>[A-Za-z0-9_.-]+):(?<key>[^:}]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex CrossForm();
}
