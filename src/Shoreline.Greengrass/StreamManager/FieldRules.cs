using System.Buffers;

namespace Shoreline.Greengrass.StreamManager;

/// <summary>Rules for single values (specification, 3.3 and section 4).</summary>
public static class FieldRules
{
    public const int MaxNameChars = 255;
    public const int MaxRequestIdChars = 1024;

    /// <summary>Largest time in milliseconds that still fits 64 bits as nanoseconds.</summary>
    public const long MaxMillis = 9_223_372_036_854;

    private static readonly SearchValues<byte> PlainBytes = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_ ,.-"u8);

    /// <summary>
    /// True for a stream's name, an export's identifier: 1 to 255 ASCII letters, digits, underscores, spaces, commas, full stops, hyphens.
    /// </summary>
    public static bool IsName(string text) => text.Length is >= 1 and <= MaxNameChars && HasPlainChars(text);

    public static bool IsRequestId(string text) => text.Length is >= 1 and <= MaxRequestIdChars && HasPlainChars(text);

    public static bool IsNameUtf8(ReadOnlySpan<byte> utf8) =>
        utf8.Length is >= 1 and <= MaxNameChars && !utf8.ContainsAnyExcept(PlainBytes);

    public static bool IsRequestIdUtf8(ReadOnlySpan<byte> utf8) =>
        utf8.Length is >= 1 and <= MaxRequestIdChars && !utf8.ContainsAnyExcept(PlainBytes);

    private static bool HasPlainChars(string text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or ' ' or ',' or '.' or '-')) return false;
        }
        return true;
    }
}
