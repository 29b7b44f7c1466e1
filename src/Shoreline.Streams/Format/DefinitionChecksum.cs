using System.Globalization;
using System.Text;

namespace Shoreline.Streams.Format;

/// <summary>
/// The last field of <c>definition.json</c>: CRC-32C, in eight hexadecimal digits, of the whole file with these digits all <c>0</c>. So a
/// program that knows nothing of it reads the file as any other JSON, and a person can.
/// </summary>
internal static class DefinitionChecksum
{
    /// <summary>What stands in its place while it is computed.</summary>
    public const string None = "00000000";

    /// <summary>Puts the checksum into a file that has <see cref="None"/> as its last text.</summary>
    public static void Fill(Span<byte> json) => Encoding.ASCII.GetBytes(Compute(json), PlaceOf(json, None));

    /// <param name="json">The file as it was read.</param>
    /// <param name="said">What its field says; null for a file of a version that wrote none, which is believed.</param>
    /// <returns>Null where it is as it was written, otherwise what is wrong.</returns>
    public static string? Check(ReadOnlySpan<byte> json, string? said)
    {
        if (said is null) return null;
        var bare = json.ToArray();
        var place = said.Length == None.Length ? PlaceOf(bare, said) : [];
        if (place.IsEmpty) return $"its checksum is '{said}', not {None.Length} hexadecimal digits at its end";
        Encoding.ASCII.GetBytes(None, place);
        var computed = Compute(bare);
        return computed == said
            ? null
            : $"its checksum is {said}, and its content has {computed}: it is damaged, or was edited by hand "
                + "and still holds the field 'checksum'";
    }

    private static string Compute(ReadOnlySpan<byte> json) => Crc32C.Compute(json).ToString("x8", CultureInfo.InvariantCulture);

    /// <summary>The last place of that text, without its quotation marks; empty where there is none.</summary>
    private static Span<byte> PlaceOf(Span<byte> json, string text)
    {
        var quoted = Encoding.UTF8.GetBytes($"\"{text}\"");
        var at = json.LastIndexOf(quoted);
        return at < 0 ? [] : json.Slice(at + 1, quoted.Length - 2);
    }
}
