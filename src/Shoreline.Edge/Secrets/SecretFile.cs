using System.Security.Cryptography;

namespace Shoreline.Edge.Secrets;

/// <summary>Seals what a secret holds with the device's key. Layout: docs/formats/secrets.md.</summary>
internal static class SecretFile
{
    private const int MagicBytes = 4;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeaderBytes = MagicBytes + NonceBytes + TagBytes;

    private static ReadOnlySpan<byte> Magic => "SLS1"u8;

    /// <param name="name">Of the file. Bound into the seal, so that one secret's file does not open as another's.</param>
    public static byte[] Seal(ReadOnlySpan<byte> key, string name, ReadOnlySpan<byte> content)
    {
        var bytes = new byte[HeaderBytes + content.Length];
        Magic.CopyTo(bytes);
        var nonce = bytes.AsSpan(MagicBytes, NonceBytes);
        RandomNumberGenerator.Fill(nonce); // 96 random bits: a device writes far fewer than the 2^32 secrets that they last for
        using var cipher = new AesGcm(key, TagBytes);
        cipher.Encrypt(nonce, content, bytes.AsSpan(HeaderBytes), bytes.AsSpan(MagicBytes + NonceBytes, TagBytes), BoundTo(name));
        return bytes;
    }

    /// <returns>False where it was not sealed with this key under this name, or was changed since. Clear <paramref name="content"/> after use.</returns>
    public static bool TryOpen(ReadOnlySpan<byte> key, string name, ReadOnlySpan<byte> bytes, out byte[] content)
    {
        content = [];
        if (bytes.Length < HeaderBytes || !bytes.StartsWith(Magic)) return false;
        var plain = new byte[bytes.Length - HeaderBytes];
        try
        {
            using var cipher = new AesGcm(key, TagBytes);
            cipher.Decrypt(bytes.Slice(MagicBytes, NonceBytes), bytes[HeaderBytes..], bytes.Slice(MagicBytes + NonceBytes, TagBytes), plain, BoundTo(name));
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
        content = plain;
        return true;
    }

    private static byte[] BoundTo(string name) => [.. Magic, .. System.Text.Encoding.UTF8.GetBytes(name)];
}
