namespace Shoreline.Edge.Artifacts;

/// <summary>A file or folder of an archive, with a name that stays inside the folder it is unpacked into.</summary>
/// <param name="Path">Relative, with slashes.</param>
/// <param name="Content">Null for a folder. Read it before the next entry is asked for.</param>
internal readonly record struct ArchiveEntry(string Path, Stream? Content);

/// <summary>An archive is not what it should be; nothing of it is kept.</summary>
internal sealed class ArchiveException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>What an archive may hold. Bounds are checked on what comes out, not on what the archive says of itself.</summary>
internal sealed record ArchiveLimits
{
    public int Entries { get; init; } = 100_000;

    public long Bytes { get; init; } = 10_000_000_000;

    /// <summary>Bytes out for each byte of the archive, once more than <see cref="UnsuspiciousBytes"/> came out. Deflate cannot reach 1032; text that people write stays below 20.</summary>
    public int Ratio { get; init; } = 200;

    public long UnsuspiciousBytes { get; init; } = 64 << 20;
}
