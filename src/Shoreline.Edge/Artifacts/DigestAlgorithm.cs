using System.Security.Cryptography;
using Shoreline.Greengrass.Recipes;

namespace Shoreline.Edge.Artifacts;

/// <summary>Digests as recipes give them: a hash's name, and its value in base64.</summary>
internal static class DigestAlgorithm
{
    private static readonly HashAlgorithmName[] Known = [HashAlgorithmName.SHA256, HashAlgorithmName.SHA384, HashAlgorithmName.SHA512];

    public static bool IsSha256(string name) => Find(name) == HashAlgorithmName.SHA256;

    public static bool TryDecode(string digest, out byte[] bytes)
    {
        bytes = new byte[digest.Length];
        var isBase64 = Convert.TryFromBase64String(digest, bytes, out var length);
        bytes = bytes[..length];
        return isBase64;
    }

    /// <param name="hash">Of the file, by an algorithm.</param>
    public static bool Matches(RecipeArtifact artifact, Func<HashAlgorithmName, byte[]> hash) =>
        Find(artifact.Algorithm!) is { } algorithm && TryDecode(artifact.Digest ?? "", out var expected) && CryptographicOperations.FixedTimeEquals(hash(algorithm), expected);

    public static HashAlgorithmName? Find(string name)
    {
        foreach (var algorithm in Known)
            if (string.Equals(name.Replace("-", "", StringComparison.Ordinal), algorithm.Name, StringComparison.OrdinalIgnoreCase)) return algorithm;
        return null;
    }
}
