namespace Shoreline.Vision.Rules.Documents;

/// <summary>A document's own words in a message: on one line, short, and without characters that a terminal obeys.</summary>
internal static class Quoted
{
    private const int Longest = 80;

    /// <summary>The text between quotes.</summary>
    public static string Of(string text)
    {
        var cut = text.Length > Longest ? string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest), "…") : text;
        return $"'{string.Concat(cut.Select(letter => char.IsControl(letter) || letter is '\u2028' or '\u2029' ? ' ' : letter))}'";
    }

    /// <summary>Names in a sentence: <c>a, b, c</c>, the first dozen of them.</summary>
    public static string Names(IEnumerable<string> names)
    {
        var all = names.Order(StringComparer.Ordinal).ToList();
        return all.Count <= 12 ? string.Join(", ", all) : $"{string.Join(", ", all.Take(12))} and {all.Count - 12} more";
    }
}
