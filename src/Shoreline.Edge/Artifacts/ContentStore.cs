using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Shoreline.Streams.Files;

namespace Shoreline.Edge.Artifacts;

/// <summary>Files by the SHA-256 of what is in them, as 64 hexadecimal digits. What has its name is whole and durable. One deployment at a time.</summary>
internal sealed class ContentStore
{
    /// <summary>Mode of a file that no artifact is a link to.</summary>
    public const UnixFileMode Unlinked = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const int BlockBytes = 128 << 10;
    private const string PartialSuffix = ".partial";

    private readonly IFileSystem _files;
    private readonly IArtifactDisk _disk;
    private readonly string _folder;
    private readonly Func<StoreLimits> _limits;

    /// <param name="limits">Asked anew before anything is stored.</param>
    public ContentStore(IFileSystem files, IArtifactDisk disk, string folder, Func<StoreLimits> limits)
    {
        (_files, _disk, _folder, _limits) = (files, disk, folder, limits);
        files.CreateFolder(folder);
        files.SyncFolder(Path.GetDirectoryName(folder)!);
        files.SyncFolder(folder); // names that a killed process gave may not be on the disk yet
    }

    public bool Has(string sha256) => _files.FileExists(PathOf(sha256));

    public string PathOf(string sha256) => Path.Combine(_folder, sha256);

    public long BytesOf(string sha256)
    {
        using var file = _files.Open(PathOf(sha256), FileOpen.Read);
        return file.Length;
    }

    /// <summary>Checks that a file is still what its name says: whoever runs a component may own its artifacts.</summary>
    public bool IsIntact(string sha256)
    {
        if (!Has(sha256)) return false;
        using var file = _files.Open(PathOf(sha256), FileOpen.Read);
        return HashOf(file, HashAlgorithmName.SHA256, CancellationToken.None).SequenceEqual(Convert.FromHexString(sha256));
    }

    public byte[] ReadAll(string sha256)
    {
        using var file = _files.Open(PathOf(sha256), FileOpen.Read);
        var bytes = new byte[file.Length];
        file.Read(bytes, 0);
        return bytes;
    }

    public string Put(ReadOnlySpan<byte> bytes)
    {
        using var stream = new MemoryStream(bytes.ToArray(), writable: false);
        return Put(stream, CancellationToken.None);
    }

    /// <summary>Takes in a copy.</summary>
    /// <returns>Its SHA-256.</returns>
    public string Put(Stream from, CancellationToken cancellationToken)
    {
        CheckRoom(0);
        using var partial = OpenPartial("local");
        partial.Reset();
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            for (int got; (got = from.Read(block)) > 0;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                partial.Append(block.AsSpan(0, got));
            }
        }
        finally { ArrayPool<byte>.Shared.Return(block); }
        return Commit(partial, cancellationToken);
    }

    /// <summary>A file in the making, which goes on where an earlier attempt ended.</summary>
    /// <param name="source">What it is fetched from: the same names the same file.</param>
    public PartialFile OpenPartial(string source)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(source)))[..32] + PartialSuffix;
        return new PartialFile(_files, Path.Combine(_folder, name), source, CheckRoom);
    }

    /// <summary>Gives a finished file its name.</summary>
    public string Commit(PartialFile partial, CancellationToken cancellationToken)
    {
        var sha256 = Convert.ToHexStringLower(partial.Hash(HashAlgorithmName.SHA256, cancellationToken));
        if (IsIntact(sha256))
        {
            partial.Delete();
            return sha256;
        }
        partial.Finish(PathOf(sha256));
        _disk.SetMode(PathOf(sha256), Unlinked);
        return sha256;
    }

    /// <summary>Checks that so many bytes more may be stored.</summary>
    /// <exception cref="ArtifactException">There is no room.</exception>
    public void CheckRoom(long bytes)
    {
        var limits = _limits();
        var usable = _disk.UsableBytes(_folder);
        if (usable - bytes < limits.LeastUsableBytes)
        {
            throw new ArtifactException(ArtifactErrors.DiskSpace, "DEVICE_ERROR",
                $"The disk of '{_folder}' has {usable:N0} bytes left, {bytes:N0} more are to be stored, and {limits.LeastUsableBytes:N0} must stay"
                + " free. Free some, or remove components.");
        }
        var stored = _files.ListFiles(_folder).Sum(LengthOf);
        if (stored + bytes > limits.StoreBytes)
        {
            throw new ArtifactException(ArtifactErrors.DiskSpace, "DEVICE_ERROR",
                $"The component store has {stored:N0} bytes, {bytes:N0} more are to be stored, and componentStoreMaxSizeBytes is"
                + $" {limits.StoreBytes:N0}. Raise it, or remove components.");
        }
    }

    /// <summary>Deletes all that is not named, and what was never finished.</summary>
    /// <returns>How many files went.</returns>
    public int Retain(IReadOnlySet<string> sha256)
    {
        var gone = _files.ListFiles(_folder).Where(name => !sha256.Contains(name)).ToArray();
        foreach (var name in gone) _files.DeleteFile(Path.Combine(_folder, name));
        return gone.Length;
    }

    /// <summary>Copies a stored file to a place of its own, or links it there, and makes it durable but for its name.</summary>
    public void CopyTo(string sha256, string path, UnixFileMode mode)
    {
        if (!_disk.TryLink(PathOf(sha256), path))
        {
            using var from = _files.Open(PathOf(sha256), FileOpen.Read);
            using var to = _files.Open(path, FileOpen.Replace);
            CopyBytes(from, to);
            to.Flush();
        }
        _disk.SetMode(path, mode);
    }

    public static byte[] HashOf(IFile file, HashAlgorithmName algorithm, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(algorithm);
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            var offset = 0L;
            for (int got; (got = file.Read(block, offset)) > 0; offset += got)
            {
                cancellationToken.ThrowIfCancellationRequested();
                hash.AppendData(block, 0, got);
            }
        }
        finally { ArrayPool<byte>.Shared.Return(block); }
        return hash.GetHashAndReset();
    }

    private static void CopyBytes(IFile from, IFile to)
    {
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            var offset = 0L;
            for (int got; (got = from.Read(block, offset)) > 0; offset += got) to.Write(block.AsSpan(0, got), offset);
        }
        finally { ArrayPool<byte>.Shared.Return(block); }
    }

    private long LengthOf(string name)
    {
        using var file = _files.Open(Path.Combine(_folder, name), FileOpen.Read);
        return file.Length;
    }
}

/// <param name="LeastUsableBytes">That must stay free on the disk.</param>
/// <param name="StoreBytes">All stored artifacts together: the nucleus option <c>componentStoreMaxSizeBytes</c>.</param>
internal sealed record StoreLimits(long LeastUsableBytes = 20 << 20, long StoreBytes = StoreLimits.DefaultStoreBytes)
{
    public const long DefaultStoreBytes = 10_000_000_000;
}
