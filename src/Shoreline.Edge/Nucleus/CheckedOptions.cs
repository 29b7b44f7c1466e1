using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Shoreline.Edge.Nucleus;

/// <summary>
/// Reads options as deployments wrote them: what is absent or null is the default without a word, what is not allowed is the default and a
/// warning. Thread-safe.
/// </summary>
/// <remarks>Numbers and truth values may be written as text too, as the classic nucleus takes them.</remarks>
internal sealed class CheckedOptions(IComponentConfiguration configuration, ILogger logger)
{
    private const int ShownCharacters = 100;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _told = new(StringComparer.Ordinal); // what was last complained of, by option

    /// <summary>An empty text is none.</summary>
    /// <param name="allowed">What <paramref name="isAllowed"/> takes, for people: what follows "must be".</param>
    public string? Text(OptionKey key, Func<string, bool> isAllowed, string allowed, string? byDefault, string shownDefault)
    {
        if (Find(key) is not { } value) return byDefault;
        var text = TextOf(value);
        if (text is { Length: 0 }) return Accept(key, byDefault);
        if (text is not null && isAllowed(text)) return Accept(key, text);
        return Refuse(key, value, allowed, byDefault, shownDefault);
    }

    public long Whole(OptionKey key, long least, long most, long byDefault)
    {
        var shownDefault = Shown(byDefault);
        if (Find(key) is not { } value) return byDefault;
        if (NumberOf(value) is { } number && IsWhole(number) && number >= least && number <= most) return Accept(key, (long)number);
        return Refuse(key, value, $"a whole number from {Shown(least)} to {Shown(most)}", byDefault, shownDefault);
    }

    /// <returns>Null where none is set: there is no limit.</returns>
    public decimal? Limit(OptionKey key, decimal most, bool isWhole)
    {
        const string NoLimit = "no limit";
        if (Find(key) is not { } value) return null;
        if (NumberOf(value) is { } number && number > 0 && number <= most && (!isWhole || IsWhole(number))) return Accept(key, number);
        return Refuse<decimal?>(key, value, $"a {(isWhole ? "whole " : "")}number above 0, up to {Shown(most)}", null, NoLimit);
    }

    public bool Flag(OptionKey key, bool byDefault)
    {
        var shownDefault = byDefault ? "true" : "false";
        if (Find(key) is not { } value) return byDefault;
        if (bool.TryParse(TextOf(value), out var flag)) return Accept(key, flag);
        return Refuse(key, value, "true or false", byDefault, shownDefault);
    }

    /// <summary>The value; null where there is none, or where what should hold it is no map.</summary>
    private JsonNode? Find(OptionKey key)
    {
        if (configuration.Get(key.Component, key.Path) is { } found)
        {
            if (found.Value is not null) return found.Value;
            return Accept<JsonNode?>(key, null);
        }
        foreach (var above in key.Above)
        {
            if (configuration.Get(above.Component, above.Path) is not { } holder) continue;
            if (holder is { IsContainer: false, Value: { } value })
                return Refuse<JsonNode?>(above, value, "a map of options", null, "none in it");
            break;
        }
        return Accept<JsonNode?>(key, null);
    }

    private T Accept<T>(OptionKey key, T value)
    {
        lock (_gate)
        {
            if (_told.Count == 0) return value;
            _told.Remove(IdOf(key));
            foreach (var above in key.Above) _told.Remove(IdOf(above));
        }
        return value;
    }

    private T Refuse<T>(OptionKey key, JsonNode value, string allowed, T byDefault, string shownDefault)
    {
        var json = value.ToJsonString();
        var shown = json.Length > ShownCharacters ? $"{json[..ShownCharacters]}… ({json.Length:N0} characters)" : json;
        lock (_gate)
        {
            if (_told.TryGetValue(IdOf(key), out var told) && told == shown) return byDefault;
            _told[IdOf(key)] = shown;
        }
        NucleusLog.OptionNotAllowed(logger, key.Component, key.Name, shown, allowed, shownDefault);
        return byDefault;
    }

    private static string IdOf(OptionKey key) => $"{key.Component} {key.Name}";

    private static string? TextOf(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.ToJsonString(),
        _ => null,
    };

    private static decimal? NumberOf(JsonNode value) =>
        value.GetValueKind() is JsonValueKind.String or JsonValueKind.Number
            && decimal.TryParse(TextOf(value), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static bool IsWhole(decimal number) => number == decimal.Truncate(number);

    private static string Shown(decimal number) => number.ToString("#,##0.##", CultureInfo.InvariantCulture);
}
