using System.Text;

namespace Shoreline.Edge.Ipc.Authorization;

/// <summary>
/// The text of a resource pattern, ready to be matched. Time is bounded by the product of both lengths, whatever the pattern.
/// </summary>
internal sealed class PatternText
{
    // Characters that stand for wildcards once the text is parsed: those that Unicode keeps out of texts.
    private const char AnyRun = '\uFDD0';
    private const char AnyLevel = '\uFDD1';

    private readonly string _pattern;

    private PatternText(string pattern) => _pattern = pattern;

    /// <summary>Matches the empty text only.</summary>
    public static PatternText Empty { get; } = new("");

    /// <param name="hasLevels">Whether <c>+</c> that fills a level stands for any level.</param>
    /// <param name="fault">Why it is no pattern, for people.</param>
    public static PatternText? Parse(string resource, bool hasLevels, out string? fault)
    {
        fault = resource.Length == 0 ? "it is empty" : null;
        var pattern = new StringBuilder(resource.Length);
        for (var at = 0; at < resource.Length && fault is null; at++)
        {
            switch (resource[at])
            {
                case '*':
                    pattern.Append(AnyRun);
                    break;
                case '+' when hasLevels && FillsLevel(resource, at):
                    pattern.Append(AnyLevel);
                    break;
                case '?':
                    fault = "'?' is reserved; write ${?} for the character";
                    break;
                case AnyRun or AnyLevel:
                    fault = $"U+{(int)resource[at]:X4} is no character of a text";
                    break;
                case '$' when at + 1 < resource.Length && resource[at + 1] == '{':
                    if (at + 3 < resource.Length && resource[at + 2] is '*' or '?' or '$' && resource[at + 3] == '}')
                    {
                        pattern.Append(resource[at + 2]);
                        at += 3;
                    }
                    else
                    {
                        fault = "${ is only known in ${*}, ${?} and ${$}";
                    }
                    break;
                default:
                    pattern.Append(resource[at]);
                    break;
            }
        }
        return fault is null ? new PatternText(pattern.ToString()) : null;
    }

    // hot: per message
    public bool Matches(ReadOnlySpan<char> text)
    {
        int at = 0, from = 0;
        int starAt = -1, starFrom = 0; // the last "any run", and where what follows it was tried last
        while (true)
        {
            if (at == _pattern.Length && from == text.Length) return true;
            if (at < _pattern.Length)
            {
                var next = _pattern[at];
                if (next == AnyRun)
                {
                    (starAt, starFrom) = (at++, from);
                    continue;
                }
                if (next == AnyLevel)
                {
                    var length = text[from..].IndexOf('/');
                    from = length < 0 ? text.Length : from + length;
                    at++;
                    continue;
                }
                if (from < text.Length && next == text[from])
                {
                    at++;
                    from++;
                    continue;
                }
            }
            // What follows the last run did not fit here: the run takes one more. Earlier runs need not be tried again, as they only would
            // leave less.
            if (starAt < 0 || starFrom == text.Length) return false;
            (at, from) = (starAt + 1, ++starFrom);
        }
    }

    private static bool FillsLevel(string resource, int at) =>
        (at == 0 || resource[at - 1] == '/') && (at + 1 == resource.Length || resource[at + 1] == '/');
}
