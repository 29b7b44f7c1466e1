using System.Globalization;

namespace Shoreline.Edge.Runtime.Logs;

/// <summary>Keeps what goes into an entry to a length.</summary>
internal static class LogText
{
    /// <summary>The text itself, or its first characters and how many there were.</summary>
    public static string Head(string text, int most)
    {
        if (text.Length <= most) return text;
        var end = char.IsHighSurrogate(text[most - 1]) ? most - 1 : most;
        return string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, end)}… ({text.Length} characters)");
    }
}
