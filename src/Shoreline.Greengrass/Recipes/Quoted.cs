using System.Globalization;
using System.Text;

namespace Shoreline.Greengrass.Recipes;

/// <summary>Pieces of a recipe in a message: one line, short, and nothing that a terminal would obey.</summary>
internal static class Quoted
{
    private const int Longest = 60;
    private const int LongestReason = 160;

    /// <summary>In single quotes.</summary>
    public static string Text(string text) => $"'{Plain(text)}'";

    /// <summary>Without quotes, for key paths.</summary>
    public static string Plain(string text) => Cut(text, Longest);

    /// <summary>What a parser says, which may quote the file at any length.</summary>
    public static string Reason(string message) => Cut(message, LongestReason);

    private static string Cut(string text, int longest)
    {
        var cut = text.Length > longest ? text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)] : text;
        return OneLine(cut) + (cut.Length < text.Length ? $"… ({text.Length:N0} characters)" : "");
    }

    private static string OneLine(string text)
    {
        if (!text.Any(IsUnsafe)) return text;
        var line = new StringBuilder(text.Length);
        foreach (var c in text) _ = IsUnsafe(c) ? line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}") : line.Append(c);
        return line.ToString();
    }

    // Format characters include those that turn the direction of writing.
    private static bool IsUnsafe(char c) =>
        CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
