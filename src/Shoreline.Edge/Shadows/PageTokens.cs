using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Shoreline.Edge.Shadows;

/// <summary>Tokens that go on behind a page. Opaque: sealed with a key that lives as long as the process, and bound to who asked and for what.</summary>
internal sealed class PageTokens
{
    private const int MaxChars = 512;
    private const int SealBytes = 16;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <param name="last">Name that ended the page.</param>
    public string Make(string caller, string thing, string last)
    {
        var name = Encoding.UTF8.GetBytes(last);
        return Base64Url.EncodeToString([.. Seal(caller, thing, name), .. name]);
    }

    /// <exception cref="ShadowException">It is not one that was made for this caller and thing.</exception>
    public string Open(string token, string caller, string thing)
    {
        Span<byte> bytes = stackalloc byte[MaxChars];
        if (token.Length <= MaxChars && Base64Url.TryDecodeFromChars(token, bytes, out var count) && count > SealBytes)
        {
            var name = bytes[SealBytes..count];
            if (CryptographicOperations.FixedTimeEquals(bytes[..SealBytes], Seal(caller, thing, name))) return Encoding.UTF8.GetString(name);
        }
        throw ShadowException.Invalid("Invalid nextToken: it was not given to this caller for this thing since the gateway started. List anew without one.");
    }

    private byte[] Seal(string caller, string thing, ReadOnlySpan<byte> last)
    {
        var bytes = Encoding.UTF8.GetBytes($"{caller.Length}:{caller}{thing.Length}:{thing}");
        return HMACSHA256.HashData(_key.AsSpan(), [.. bytes, .. last])[..SealBytes];
    }
}
