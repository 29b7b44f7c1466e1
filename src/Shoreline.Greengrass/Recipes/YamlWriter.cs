using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Shoreline.Greengrass.Recipes.Documents;

namespace Shoreline.Greengrass.Recipes;

/// <summary>
/// Writes JSON values as YAML that people can read and any YAML reader, of 1.1 or 1.2, takes for the same values: scripts as blocks, and
/// quotes wherever a word might be taken for something else.
/// </summary>
internal sealed partial class YamlWriter
{
    // YAML allows 1024 characters for a key before its colon.
    private const int LongestSimpleKey = 500;

    // Booleans of YAML 1.1, besides those of 1.2.
    private static readonly string[] OldWords = ["y", "n", "yes", "no", "on", "off"];

    private readonly StringBuilder _yaml = new();

    public static string Write(JsonObject map)
    {
        var writer = new YamlWriter();
        writer.WriteMap(map, indent: 0, isFirstLineStarted: false);
        return writer._yaml.ToString();
    }

    private void WriteMap(JsonObject map, int indent, bool isFirstLineStarted)
    {
        foreach (var (key, value) in map)
        {
            if (!isFirstLineStarted) _yaml.Append(' ', indent);
            isFirstLineStarted = false;
            var text = IsPlain(key) ? key : Quote(key);
            if (text.Length <= LongestSimpleKey) _yaml.Append(text).Append(':');
            else _yaml.Append("? ").Append(text).Append('\n').Append(' ', indent).Append(':');
            WriteBehindKey(value, indent);
        }
    }

    private void WriteBehindKey(JsonNode? value, int indent)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } map:
                _yaml.Append('\n');
                WriteMap(map, indent + 2, isFirstLineStarted: false);
                break;
            case JsonArray { Count: > 0 } list:
                _yaml.Append('\n');
                foreach (var item in list) WriteItem(item, indent + 2);
                break;
            default:
                _yaml.Append(' ');
                WriteScalar(value, indent + 2);
                break;
        }
    }

    private void WriteItem(JsonNode? item, int indent)
    {
        _yaml.Append(' ', indent).Append('-');
        if (item is JsonObject { Count: > 0 } map)
        {
            _yaml.Append(' ');
            WriteMap(map, indent + 2, isFirstLineStarted: true);
        }
        else WriteBehindKey(item, indent);
    }

    /// <summary>A scalar, or an empty map or list, and the end of the line.</summary>
    private void WriteScalar(JsonNode? value, int indent)
    {
        var kind = value?.GetValueKind() ?? JsonValueKind.Null;
        if (kind != JsonValueKind.String)
        {
            _yaml.Append(value?.ToJsonString() ?? "null").Append('\n');
            return;
        }
        var text = value!.GetValue<string>();
        if (IsBlock(text)) WriteBlock(text, indent);
        else _yaml.Append(IsPlain(text) ? text : Quote(text)).Append('\n');
    }

    private void WriteBlock(string text, int indent)
    {
        var endsInBreak = text.EndsWith('\n');
        _yaml.Append(endsInBreak ? "|\n" : "|-\n");
        foreach (var line in (endsInBreak ? text[..^1] : text).Split('\n'))
        {
            if (line.Length > 0) _yaml.Append(' ', indent).Append(line);
            _yaml.Append('\n');
        }
    }

    /// <summary>
    /// Whether a text can stand as lines of its own: several lines, none of blanks only, at most one break at the end, nothing that needs
    /// an escape.
    /// </summary>
    private static bool IsBlock(string text)
    {
        var body = text.EndsWith('\n') ? text[..^1] : text;
        return body.Contains('\n', StringComparison.Ordinal)
            && body[0] is not (' ' or '\t' or '\n')
            && body[^1] != '\n'
            && !body.Split('\n').Any(line => line.Length > 0 && string.IsNullOrWhiteSpace(line))
            && !body.Any(c => c is not ('\n' or '\t') && NeedsEscape(c));
    }

    private static bool IsPlain(string text) =>
        Plain().IsMatch(text) && YamlScalars.KindOf(text) == RecipeNodeKind.Text
            && !OldWords.Contains(text, StringComparer.OrdinalIgnoreCase);

    private static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append(@"\\"),
                '\n' => quoted.Append("\\n"),
                '\t' => quoted.Append("\\t"),
                '\r' => quoted.Append("\\r"),
                _ when NeedsEscape(c) => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
                _ => quoted.Append(c),
            };
        }
        return quoted.Append('"').ToString();
    }

    // U+0085, U+2028 and U+2029 end lines in YAML 1.1; format characters hide, and U+FEFF begins a file.
    private static bool NeedsEscape(char c) =>
        CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator || c is '\ufffe' or '\uffff';

    [GeneratedRegex(@"^[A-Za-z_/][A-Za-z0-9_./@+-]*( [A-Za-z0-9_./@+-]+)*\z")]
    private static partial Regex Plain();
}
