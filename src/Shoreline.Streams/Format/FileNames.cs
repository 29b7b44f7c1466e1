using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Shoreline.Core;

namespace Shoreline.Streams.Format;

/// <summary>Names of files and folders. Rules: docs/formats/segment.md.</summary>
internal static class FileNames
{
    public const string Lock = "lock";
    public const string Definition = "definition.json";
    public const string DefinitionDraft = "definition.json.tmp";
    public const string Exports = "exports";
    public const string CursorSuffix = ".cursor";
    public const string SegmentSuffix = ".seg";
    public const string QuarantineSuffix = ".quarantine";

    /// <summary>Folders whose names begin so are being made or deleted; no encoded name does.</summary>
    public const string NewPrefix = "~new.";
    public const string DeletedPrefix = "~deleted.";

    private const string DigestPrefix = "%~";
    private const int LongestEncodedBytes = 200;
    private const int SequenceDigits = 20;

    /// <summary>The two files of a stream's account; which one is the generation's last bit.</summary>
    public static string Ledger(long which) => which == 0 ? "ledger.0" : "ledger.1";

    public static string Segment(long firstSequence) => firstSequence.ToString("D20", CultureInfo.InvariantCulture) + SegmentSuffix;

    public static string Quarantine(long firstSequence, long offset) =>
        string.Create(CultureInfo.InvariantCulture, $"{firstSequence:D20}.{offset}{QuarantineSuffix}");

    /// <summary>Whether a file beside the segments is one of a stream's.</summary>
    public static bool IsKnown(string name) => name is Definition or DefinitionDraft || name == Ledger(0) || name == Ledger(1);

    public static bool TryParseSegment(string name, out long firstSequence)
    {
        firstSequence = 0;
        return name.Length == SequenceDigits + SegmentSuffix.Length
            && name.EndsWith(SegmentSuffix, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(0, SequenceDigits), NumberStyles.None, CultureInfo.InvariantCulture, out firstSequence);
    }

    public static bool TryParseQuarantine(string name, out long firstSequence, out long offset)
    {
        (firstSequence, offset) = (0, 0);
        return name.Length > SequenceDigits + 1 + QuarantineSuffix.Length
            && name.EndsWith(QuarantineSuffix, StringComparison.Ordinal)
            && name[SequenceDigits] == '.'
            && long.TryParse(name.AsSpan(0, SequenceDigits), NumberStyles.None, CultureInfo.InvariantCulture, out firstSequence)
            && long.TryParse(
                name.AsSpan()[(SequenceDigits + 1)..^QuarantineSuffix.Length], NumberStyles.None, CultureInfo.InvariantCulture, out offset);
    }

    /// <summary>Checks a stream name or export id.</summary>
    /// <exception cref="InvalidInputException">It is empty, too long, or not well-formed text.</exception>
    public static string Check(string name, string what)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > StreamLimits.NameChars)
            throw new InvalidInputException($"A {what} of {name.Length} characters is not allowed: use 1 to {StreamLimits.NameChars}.");
        for (var i = 0; i < name.Length; i++)
        {
            if (!char.IsSurrogate(name[i])) continue;
            if (!char.IsSurrogatePair(name, i))
                throw new InvalidInputException($"The {what} holds half of a surrogate pair at position {i}: it is not text.");
            i++;
        }
        return name;
    }

    /// <summary>A file name for any text: no two texts share one, also where the file system ignores case.</summary>
    public static string Encode(string name)
    {
        var encoded = new StringBuilder(name.Length);
        foreach (var b in Encoding.UTF8.GetBytes(name))
        {
            var c = (char)b;
            var plain = char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' || (c == '.' && encoded.Length > 0);
            if (plain) encoded.Append(c);
            else encoded.Append('%').Append(b.ToString("x2", CultureInfo.InvariantCulture));
        }
        return encoded.Length <= LongestEncodedBytes
            ? encoded.ToString()
            : DigestPrefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
    }

    /// <summary>Whether a file name does not tell the text that it stands for.</summary>
    public static bool IsDigest(string name) => name.StartsWith(DigestPrefix, StringComparison.Ordinal);

    /// <summary>Whether some text has this file name. A digest may be anybody's.</summary>
    public static bool IsEncoded(string name) => IsDigest(name) || Encode(Decode(name)) == name;

    /// <summary>The text that a file name stands for; the file name itself where it holds only a digest of it.</summary>
    public static string Decode(string encoded)
    {
        if (IsDigest(encoded)) return encoded;
        var bytes = new List<byte>(encoded.Length);
        for (var i = 0; i < encoded.Length; i++)
        {
            if (encoded[i] != '%')
            {
                bytes.Add((byte)encoded[i]);
                continue;
            }
            var digits = encoded.AsSpan(i + 1, Math.Min(2, encoded.Length - i - 1));
            // No name of ours.
            if (!byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var b)) return encoded;
            bytes.Add(b);
            i += 2;
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }
}
