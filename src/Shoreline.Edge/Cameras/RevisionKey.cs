using System.Security.Cryptography;

namespace Shoreline.Edge.Cameras;

/// <summary>Names what a file with passwords says, without telling anything of it: who sees a revision can test no guess against it.</summary>
/// <remarks>The key is kept, so that the same content has the same revision after a restart. Lost, it costs one deployment that changes nothing else.</remarks>
internal sealed class RevisionKey
{
    private const int KeyBytes = 32;
    private const int RevisionChars = 16;

    private readonly string _path;
    private readonly byte[] _key;

    /// <summary>Reads the key, or thinks of one where there is none.</summary>
    public RevisionKey(EdgePaths paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        _path = paths.RevisionKey;
        var kept = File.Exists(_path) ? File.ReadAllBytes(_path) : [];
        _key = kept.Length == KeyBytes ? kept : RandomNumberGenerator.GetBytes(KeyBytes);
    }

    public string Of(IEnumerable<byte[]> parts)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        foreach (var part in parts) hash.AppendData(part);
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..RevisionChars];
    }

    /// <summary>Writes the key down, for the next start.</summary>
    public void Keep() => AtomicFile.Write(_path, _key, AtomicFile.OwnerOnly);
}
