using System.Text.RegularExpressions;

namespace Shoreline.Edge.Exports.S3;

/// <summary>An object key with placeholders <c>!{namespace:value}</c> (stream manager specification, 4.6 and 5.7).</summary>
internal static partial class KeyTemplate
{
    private const string TimestampNamespace = "timestamp";

    /// <summary>Replaces the placeholders.</summary>
    /// <param name="result">The key, or where one cannot be replaced, why.</param>
    public static bool TryResolve(string key, DateTimeOffset time, out string result)
    {
        string? fault = null;
        result = Placeholder().Replace(key, match =>
        {
            var (space, value) = (match.Groups[1].Value, match.Groups[2].Value);
            if (space != TimestampNamespace)
            {
                fault ??= $"the placeholder '{match.Value}' is not known: only !{{timestamp:PATTERN}} is";
                return "";
            }
            if (JavaTimeFormat.TryFormat(value, time, out var text)) return text;
            fault ??= text;
            return "";
        });
        if (fault is not null) result = fault;
        return fault is null;
    }

    [GeneratedRegex(@"!\{([a-zA-Z]+):([a-zA-Z/]+)\}")]
    private static partial Regex Placeholder();
}
