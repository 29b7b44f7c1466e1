namespace Shoreline.Greengrass.StreamManager.Documents;

/// <summary>Names of buckets and keys of objects as the official clients let them through (specification, 4.6).</summary>
public static class S3Names
{
    public const int MaxKeyChars = 1024;

    private const string NotInKeys = "\\{} %`[]\"'><~#^?|";

    /// <summary>
    /// 3 to 63 characters: labels of <c>a-z0-9-</c> with full stops between them, each beginning and ending with a letter or digit, not all
    /// of them numbers.
    /// </summary>
    public static bool IsBucket(string text)
    {
        if (text.Length is < 3 or > 63) return false;
        var labels = text.Split('.');
        var isAddress = labels.Length > 1 && labels.All(label => label.Length > 0 && label.All(char.IsAsciiDigit));
        return !isAddress && labels.All(IsLabel);
    }

    /// <summary>1 to 1,024 characters without those that S3 advises against; <c>!{letters:letters/letters}</c> is a placeholder.</summary>
    public static bool IsKey(string text)
    {
        if (text.Length is 0 or > MaxKeyChars) return false;
        for (var at = 0; at < text.Length;)
        {
            var placeholder = PlaceholderChars(text.AsSpan(at));
            if (placeholder == 0 && NotInKeys.Contains(text[at], StringComparison.Ordinal)) return false;
            at += Math.Max(1, placeholder);
        }
        return true;
    }

    private static bool IsLabel(string label) =>
        label.Length > 0 && label[0] != '-' && label[^1] != '-' && label.All(
            c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    /// <summary>Length of the placeholder that the text begins with; 0 where it begins with none.</summary>
    private static int PlaceholderChars(ReadOnlySpan<char> text)
    {
        if (!text.StartsWith("!{")) return 0;
        var colon = text.IndexOf(':');
        var end = text.IndexOf('}');
        if (colon < 3 || end < colon + 2) return 0;
        foreach (var c in text[2..colon])
        {
            if (!char.IsAsciiLetter(c)) return 0;
        }
        foreach (var c in text[(colon + 1)..end])
        {
            if (!char.IsAsciiLetter(c) && c != '/') return 0;
        }
        return end + 1;
    }
}
