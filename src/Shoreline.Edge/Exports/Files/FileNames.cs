using System.Globalization;

namespace Shoreline.Edge.Exports.Files;

/// <summary>Names of exported files and their folders: docs/formats/file-export.md.</summary>
internal static class FileNames
{
    public const string OpenSuffix = ".ndjson.open";
    public const string ClosedSuffix = ".ndjson";
    private const int SequenceDigits = 20;

    /// <summary>The folder of one incarnation, below the export's.</summary>
    public static string Folder(string stream, string incarnation) =>
        Path.Combine($"stream={EscapedName.Of(stream)}", $"incarnation={incarnation}");

    public static string Open(long first) => string.Create(CultureInfo.InvariantCulture, $"{first:D20}{OpenSuffix}");

    public static string Closed(long first, long last) =>
        string.Create(CultureInfo.InvariantCulture, $"{first:D20}-{last:D20}{ClosedSuffix}");

    /// <summary>Bytes that were cut from a file with whole lines among them.</summary>
    public static string Damaged(long first, long offset) =>
        string.Create(CultureInfo.InvariantCulture, $"{first:D20}-at-{offset}.damaged");

    public static bool TryParseOpen(string name, out long first)
    {
        first = 0;
        return name.Length == SequenceDigits + OpenSuffix.Length && name.EndsWith(OpenSuffix, StringComparison.Ordinal)
            && TryParse(name.AsSpan(0, SequenceDigits), out first);
    }

    /// <param name="last">Sequence of the last record of a closed file.</param>
    public static bool TryParseClosed(string name, out long last)
    {
        last = 0;
        return name.Length == 2 * SequenceDigits + 1 + ClosedSuffix.Length && name.EndsWith(ClosedSuffix, StringComparison.Ordinal)
            && TryParse(name.AsSpan(SequenceDigits + 1, SequenceDigits), out last);
    }

    private static bool TryParse(ReadOnlySpan<char> digits, out long value) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
