using System.Text.RegularExpressions;

namespace Shoreline.Cli.Logs;

/// <summary>
/// Which entries are wanted: each expression's commas separate alternatives, and every expression must fit (greengrass-components, section
/// 8).
/// </summary>
/// <remarks>
/// An alternative is <c>key=value</c>, or a keyword or regular expression that is looked for in the whole line, letters of either case.
/// </remarks>
internal sealed class LogFilter(IEnumerable<string> expressions, IReadOnlyList<TimeWindow> windows)
{
    private readonly Func<LogHead, bool>[][] _all = [.. expressions.Select(expression =>
        expression.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Alternative).ToArray())];

    public bool TakesAll => windows.Count == 0 && _all.Length == 0;

    /// <summary>Every entry between any of the windows' ends counts, or every one where there is no window.</summary>
    public bool Takes(LogHead head) =>
        (windows.Count == 0 || windows.Any(window => window.Contains(head.At)))
        && Array.TrueForAll(_all, any => Array.Exists(any, fits => fits(head)));

    private static Func<LogHead, bool> Alternative(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals > 0 && text[..equals].All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-'))
        {
            var (key, value) = (text[..equals], text[(equals + 1)..]);
            return head => head.Has(key, value);
        }
        var pattern = Pattern(text);
        return head => pattern.IsMatch(head.Text);
    }

    /// <summary>An expression that matches in time linear in the line; what is none is taken by the letter.</summary>
    private static Regex Pattern(string text)
    {
        const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;
        try
        {
            return new Regex(text, Options);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return new Regex(Regex.Escape(text), Options);
        }
    }
}
