using System.Buffers;
using Shoreline.Streams.Files;

namespace Shoreline.Edge.Artifacts;

/// <summary>Unpacks an archive into a folder of its own, wholly or not at all.</summary>
internal sealed class Unpacking(IFileSystem files, IArtifactDisk disk, ArchiveLimits limits)
{
    public const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private const int BlockBytes = 128 << 10;
    private const long RoomStepBytes = 16 << 20; // between two looks at the disk

    /// <summary>Reads an archive to its end and writes nothing: what is refused when unpacking is refused here.</summary>
    public void Check(Stream archive, CancellationToken cancellationToken) => Walk(archive, null, _ => null, cancellationToken);

    /// <summary>Puts what the archive holds in place of a folder. Durable when it returns.</summary>
    /// <param name="checkRoom">Throws where so many bytes more cannot be stored.</param>
    /// <exception cref="ArchiveException">The folder is as it was.</exception>
    public void Unpack(Stream archive, string folder, UnixFileMode mode, Action<long> checkRoom, CancellationToken cancellationToken)
    {
        var partial = folder + ".partial";
        if (files.FolderExists(partial)) files.DeleteFolder(partial);
        files.CreateFolder(partial);
        disk.SetMode(partial, FolderMode);
        var folders = new HashSet<string>(StringComparer.Ordinal) { partial };
        try
        {
            Walk(archive, checkRoom, entry => Place(entry, partial, folders), cancellationToken, path => disk.SetMode(path, mode));
            foreach (var made in folders) files.SyncFolder(made);
        }
        catch
        {
            files.DeleteFolder(partial);
            throw;
        }
        if (files.FolderExists(folder)) files.DeleteFolder(folder);
        files.Move(partial, folder);
        files.SyncFolder(Path.GetDirectoryName(folder)!);
    }

    /// <returns>Where a file goes; null for a folder, which is made.</returns>
    private string? Place(ArchiveEntry entry, string root, HashSet<string> folders)
    {
        var path = Path.Combine(root, entry.Path);
        for (var at = entry.Content is null ? path : Path.GetDirectoryName(path)!; at.Length > root.Length && folders.Add(at); at = Path.GetDirectoryName(at)!)
        {
            files.CreateFolder(at);
            disk.SetMode(at, FolderMode);
        }
        return entry.Content is null ? null : path;
    }

    private void Walk(
        Stream archive, Action<long>? checkRoom, Func<ArchiveEntry, string?> place, CancellationToken cancellationToken, Action<string>? written = null)
    {
        var names = new ArchiveNames();
        var copy = new BoundedCopy(limits, archive.Length, checkRoom, cancellationToken);
        try
        {
            foreach (var entry in ArchiveReader.Read(archive))
            {
                names.Add(entry);
                if (names.Count > limits.Entries) throw new ArchiveException($"it holds more than {limits.Entries:N0} entries");
                var path = place(entry);
                if (entry.Content is null) continue;
                using var file = path is null ? null : files.Open(path, FileOpen.CreateNew);
                copy.Copy(entry.Content, file);
                if (path is not null) written?.Invoke(path);
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or NotSupportedException or ArgumentException or FormatException)
        {
            throw new ArchiveException($"it is damaged, or made in a way that is not known: {e.Message}", e);
        }
    }

    /// <summary>Copies what comes out of an archive, and gives up on a bomb.</summary>
    private sealed class BoundedCopy(ArchiveLimits limits, long archiveBytes, Action<long>? checkRoom, CancellationToken cancellationToken)
    {
        private long _bytes;
        private long _roomTo;

        public void Copy(Stream from, IFile? to)
        {
            var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
            try
            {
                var offset = 0L;
                for (int got; (got = from.Read(block)) > 0; offset += got)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    Count(got);
                    to?.Write(block.AsSpan(0, got), offset);
                }
            }
            finally { ArrayPool<byte>.Shared.Return(block); }
            to?.Flush();
        }

        private void Count(int bytes)
        {
            _bytes += bytes;
            if (_bytes > limits.Bytes) throw new ArchiveException($"more than {limits.Bytes:N0} bytes come out of it");
            if (_bytes > limits.UnsuspiciousBytes && _bytes / Math.Max(1, archiveBytes) > limits.Ratio)
                throw new ArchiveException($"{_bytes:N0} bytes and more come out of its {archiveBytes:N0}, over {limits.Ratio} for each");
            if (_bytes <= _roomTo) return;
            checkRoom?.Invoke(bytes);
            _roomTo = _bytes + RoomStepBytes;
        }
    }
}
