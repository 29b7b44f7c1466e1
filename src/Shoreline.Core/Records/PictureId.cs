using System.Buffers;
using System.Security.Cryptography;

namespace Shoreline.Core.Records;

/// <summary>
/// Names a picture by its bytes: the same picture has the same id wherever and however often it is stored, and whoever has both can check
/// it.
/// </summary>
public static class PictureId
{
    /// <summary>Hexadecimal digits of an id: 128 bits, so that no two of any number of pictures meet by chance.</summary>
    public const int Chars = 32;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    /// <summary>The first 32 hexadecimal digits, in small letters, of the SHA-256 of the picture's file.</summary>
    public static string Of(ReadOnlySpan<byte> picture)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(picture, digest);
        return Convert.ToHexStringLower(digest[..(Chars / 2)]);
    }

    /// <summary>Whether a text has the form of an id.</summary>
    public static bool IsValid(string? id) => id is { Length: Chars } && !id.AsSpan().ContainsAnyExcept(Digits);
}
