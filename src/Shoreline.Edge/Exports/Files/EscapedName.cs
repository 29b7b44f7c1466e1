using System.Security.Cryptography;
using System.Text;

namespace Shoreline.Edge.Exports.Files;

/// <summary>A stream's name as part of a file name.</summary>
internal static class EscapedName
{
    /// <summary>File systems take 255 bytes; this leaves room for what stands before.</summary>
    private const int LongestChars = 200;

    private const int DigestBytes = 8;

    /// <summary>As in URLs; where that is too long, its beginning and a digest of the whole.</summary>
    public static string Of(string name)
    {
        var escaped = Uri.EscapeDataString(name);
        if (escaped.Length <= LongestChars) return escaped;
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, DigestBytes));
        return $"{escaped[..(LongestChars - digest.Length - 1)]}~{digest}";
    }
}
