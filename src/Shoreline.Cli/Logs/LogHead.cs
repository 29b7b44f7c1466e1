using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Shoreline.Cli.Logs;

/// <summary>First line of an entry of the gateway's or a component's log, in either form (docs/formats/component-log.md).</summary>
/// <param name="Rest">All behind the logger's name, in the TEXT form.</param>
internal sealed partial record LogHead(
    DateTimeOffset At, string Level, string Thread, string Logger, string Rest, IReadOnlyDictionary<string, string> Context)
{
    private const int MostJsonDepth = 16;

    /// <summary>The line as the TEXT form has it.</summary>
    public string Text => string.Create(
        CultureInfo.InvariantCulture, $"{At.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff}Z [{Level}] ({Thread}) {Logger}: {Rest}");

    /// <returns>Null for what begins no entry: the lines of a stack, or another program's log.</returns>
    public static LogHead? TryRead(string line) => line.StartsWith('{') ? TryReadJson(line) : TryReadText(line);

    /// <summary>Whether a key of the entry, one of its context included, has a value.</summary>
    public bool Has(string key, string value) => key switch
    {
        "level" => Level.Equals(value, StringComparison.OrdinalIgnoreCase),
        "thread" => Thread == value,
        "loggerName" => Logger == value,
        "eventType" => Rest == value || Rest.StartsWith(value + ". ", StringComparison.Ordinal),
        _ => Context.TryGetValue(key, out var there) && there == value,
    };

    private static LogHead? TryReadText(string line)
    {
        var match = TextForm().Match(line);
        if (!match.Success) return null;
        var written = match.Groups["at"].ValueSpan;
        if (!DateTimeOffset.TryParse(written, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)) return null;
        var rest = match.Groups["rest"].Value;
        return new LogHead(
            at, match.Groups["level"].Value, match.Groups["thread"].Value, match.Groups["logger"].Value, rest, ContextOf(rest));
    }

    /// <summary>What stands in the braces at the end. A value with a comma in it cannot be told from two.</summary>
    private static Dictionary<string, string> ContextOf(string rest)
    {
        var context = new Dictionary<string, string>(StringComparer.Ordinal);
        var begin = rest.LastIndexOf('{');
        if (begin < 0 || !rest.EndsWith('}')) return context;
        foreach (var pair in rest[(begin + 1)..^1].Split(", "))
            if (pair.IndexOf('=', StringComparison.Ordinal) is var at and > 0) context[pair[..at]] = pair[(at + 1)..];
        return context;
    }

    private static LogHead? TryReadJson(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = MostJsonDepth });
            var entry = json.RootElement;
            if (!entry.TryGetProperty("timestamp", out var ms) || ms.ValueKind != JsonValueKind.Number) return null;
            if (!ms.TryGetInt64(out var timestamp)) return null;
            var context = new Dictionary<string, string>(StringComparer.Ordinal);
            if (entry.TryGetProperty("contexts", out var pairs) && pairs.ValueKind == JsonValueKind.Object)
                foreach (var pair in pairs.EnumerateObject()) context[pair.Name] = pair.Value.ToString();
            string[] parts =
            [
                TextOf(entry, "eventType"), TextOf(entry, "message"),
                context.Count > 0 ? $"{{{string.Join(", ", context.Select(pair => $"{pair.Key}={pair.Value}"))}}}" : "", CauseOf(entry),
            ];
            return new LogHead(
                DateTimeOffset.FromUnixTimeMilliseconds(timestamp),
                TextOf(entry, "level"), TextOf(entry, "thread"), TextOf(entry, "loggerName"),
                string.Join(". ", parts.Where(part => part.Length > 0)), context);
        }
        catch (Exception e) when (e is JsonException or ArgumentOutOfRangeException or InvalidOperationException)
        {
            return null; // a line that only begins like one, a time that no calendar has, an escape that is half a character
        }
    }

    private static string CauseOf(JsonElement entry) =>
        entry.TryGetProperty("cause", out var cause) && cause.ValueKind == JsonValueKind.Object ? TextOf(cause, "message") : "";

    private static string TextOf(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    [GeneratedRegex(
        @"^(?<at>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?Z) \[(?<level>[A-Z]+)\] \((?<thread>[^)]*)\) (?<logger>[^:]*): (?<rest>.*)$",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex TextForm();
}
