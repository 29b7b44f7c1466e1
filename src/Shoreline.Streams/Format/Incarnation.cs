using System.Security.Cryptography;

namespace Shoreline.Streams.Format;

/// <summary>Random identity that a stream gets when it is created, and what of it the files need.</summary>
internal sealed class Incarnation
{
    public const int ByteCount = 16;

    private readonly byte[] _bytes;

    private Incarnation(byte[] bytes)
    {
        _bytes = bytes;
        Text = Convert.ToHexStringLower(bytes);
        Salt = Crc32C.Compute(bytes);
    }

    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public string Text { get; }

    /// <summary>Checksum of the bytes: where the checksums of records and footers begin.</summary>
    public uint Salt { get; }

    public static Incarnation New() => new(RandomNumberGenerator.GetBytes(ByteCount));

    public static bool TryParse(string? text, out Incarnation incarnation)
    {
        incarnation = null!;
        if (text?.Length != 2 * ByteCount || text.Any(c => !char.IsAsciiHexDigitLower(c))) return false;
        incarnation = new Incarnation(Convert.FromHexString(text));
        return true;
    }
}
