using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Shoreline.Greengrass.Recipes;

/// <summary>
/// A path into JSON (RFC 6901): <c>/a/b/0</c>, with <c>~1</c> for a slash and <c>~0</c> for a tilde in a key. The empty pointer is the
/// whole.
/// </summary>
public sealed class JsonPointer
{
    private readonly string[] _tokens;

    private JsonPointer(string text, string[] tokens)
    {
        (Text, _tokens) = (text, tokens);
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Keys and indices from the root on, unescaped.</summary>
    public IReadOnlyList<string> Tokens => _tokens;

    /// <exception cref="FormatException">The text is no pointer; the message says why.</exception>
    public static JsonPointer Parse(string text) =>
        TryParse(text, out var pointer, out var fault) ? pointer : throw new FormatException(fault);

    /// <param name="fault">Why the text is no pointer, to be put behind it.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out JsonPointer? parsed, [NotNullWhen(false)] out string? fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        parsed = null;
        fault = text.Length > 0 && text[0] != '/' ? "does not begin with '/'" : null;
        for (var i = text.IndexOf('~', StringComparison.Ordinal); i >= 0 && fault is null; i = text.IndexOf('~', i + 1))
        {
            if (i + 1 == text.Length || text[i + 1] is not ('0' or '1')) fault = "has a '~' that is neither '~0' nor '~1'";
        }
        if (fault is not null) return false;
        // ~1 first: ~01 is a tilde and a one.
        var tokens = text.Length == 0 ? [] : text[1..].Split('/').Select(token => token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)).ToArray();
        parsed = new JsonPointer(text, tokens);
        return true;
    }

    /// <summary>What the pointer leads to; keys compare with regard to case.</summary>
    /// <returns>False where nothing is there. A JSON null is there.</returns>
    public bool TryFind(JsonNode? root, out JsonNode? found)
    {
        found = root;
        foreach (var token in _tokens)
        {
            if (!TryStep(found, token, out found)) return false;
        }
        return true;
    }

    public override string ToString() => Text;

    private static bool TryStep(JsonNode? at, string token, out JsonNode? below)
    {
        below = null;
        switch (at)
        {
            case JsonObject map: return map.TryGetPropertyValue(token, out below);
            case JsonArray list when TryIndex(token, out var index) && index < list.Count:
                below = list[index];
                return true;
            default: return false;
        }
    }

    /// <summary>An index has no sign and no leading zero; <c>-</c>, the element after the last, is never there.</summary>
    private static bool TryIndex(string token, out int index) =>
        int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out index) && (token.Length == 1 || token[0] != '0');
}
