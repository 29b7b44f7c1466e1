using System.Runtime.CompilerServices;
using Shoreline.Core;

namespace Shoreline.Lake.Store;

/// <summary>A bucket in a folder of a local file system: each object is a file whose path is its key.</summary>
/// <remarks>
/// A put writes a file in <c>.tmp</c>, flushes it, then renames it (replace) or links it (put-if-absent, so the kernel decides who is
/// first),
/// and flushes the folder that got the name. Network file systems without a working <c>link(2)</c> do not serve for several writers.
/// </remarks>
public sealed class FolderStore : IObjectStore
{
    private const string TemporaryFolder = ".tmp";
    private const int CopyBufferBytes = 128 << 10;
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromHours(1);

    private readonly string _root;
    private readonly string _temporary;

    /// <summary>Opens the folder, making it where it is missing, and clears what writers left that died more than an hour ago.</summary>
    /// <exception cref="InvalidInputException">The folder cannot be made or written.</exception>
    public FolderStore(string root)
    {
        _root = Path.GetFullPath(root);
        _temporary = Path.Combine(_root, TemporaryFolder);
        try
        {
            Directory.CreateDirectory(_temporary);
            RemoveAbandoned();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                $"The bucket folder '{_root}' cannot be used: {e.Message} Choose another with --data, or make it writable.", e);
        }
    }

    public async ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        var path = PathOf(key);
        try
        {
            return await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException || Directory.Exists(path))
        {
            return null;
        }
    }

    public async ValueTask PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        var path = PathOf(key);
        await WriteAsync(path, stream => stream.WriteAsync(content, cancellationToken), temporary => Replace(temporary, path));
    }

    public async ValueTask PutAsync(string key, Stream content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        var path = PathOf(key);
        await WriteAsync(
            path, stream =>
                new ValueTask(content.CopyToAsync(stream, CopyBufferBytes, cancellationToken)), temporary => Replace(temporary, path));
    }

    public async ValueTask<bool> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        var path = PathOf(key);
        return !File.Exists(path)
            && await WriteAsync(
                path, stream => stream.WriteAsync(content, cancellationToken), temporary => PosixFiles.TryLink(temporary, path));
    }

    public async IAsyncEnumerable<ObjectEntry> ListAsync(
        string prefix, string? startAfter = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask; // a folder is listed at once; the interface serves stores that answer page by page
        foreach (var entry in Walk(FolderOf(prefix), prefix, startAfter))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return entry;
        }
    }

    public async IAsyncEnumerable<string> ListFoldersAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        foreach (var (name, _) in Children(FolderOf(prefix)).Where(child => child.Name.EndsWith('/')))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return FolderOf(prefix) + name;
        }
    }

    public ValueTask DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        var path = PathOf(key);
        if (!File.Exists(path)) return ValueTask.CompletedTask;
        File.Delete(path);
        PosixFiles.SyncFolder(Path.GetDirectoryName(path)!);
        return ValueTask.CompletedTask;
    }

    public string? LocalPath(string key) => PathOf(key);

    private string PathOf(string key) => Path.Combine(_root, ObjectKey.Check(key));

    /// <summary>The levels of a prefix that are whole, with the trailing slash: <c>a/b/c</c> → <c>a/b/</c>.</summary>
    private static string FolderOf(string prefix) => prefix[..(prefix.LastIndexOf('/') + 1)];

    private async ValueTask<bool> WriteAsync(string path, Func<FileStream, ValueTask> write, Func<string, bool> publish)
    {
        var temporary = Path.Combine(_temporary, Guid.NewGuid().ToString("n"));
        try
        {
            await using (var stream = new FileStream(
                temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true))
            {
                await write(stream);
                stream.Flush(flushToDisk: true);
            }
            CreateFolder(Path.GetDirectoryName(path)!);
            if (!publish(temporary)) return false;
            PosixFiles.SyncFolder(Path.GetDirectoryName(path)!);
            return true;
        }
        finally
        {
            File.Delete(temporary); // after a rename there is nothing under this name
        }
    }

    private static bool Replace(string temporary, string path)
    {
        File.Move(temporary, path, overwrite: true);
        return true;
    }

    /// <summary>Makes a folder and flushes each parent that got a new name.</summary>
    private static void CreateFolder(string folder)
    {
        if (Directory.Exists(folder)) return;
        var parent = Path.GetDirectoryName(folder)!;
        CreateFolder(parent);
        Directory.CreateDirectory(folder);
        PosixFiles.SyncFolder(parent);
    }

    private IEnumerable<ObjectEntry> Walk(string folder, string prefix, string? startAfter)
    {
        foreach (var (name, info) in Children(folder))
        {
            var key = folder + name;
            if (info is FileInfo file)
            {
                if (!key.StartsWith(prefix, StringComparison.Ordinal) || string.CompareOrdinal(key, startAfter) <= 0) continue;
                yield return new ObjectEntry(key, file.Length, file.LastWriteTimeUtc);
            }
            else if (MayHold(key, prefix) && !IsBefore(key, startAfter))
            {
                foreach (var entry in Walk(key, prefix, startAfter)) yield return entry;
            }
        }
    }

    private static bool MayHold(string folder, string prefix) =>
        folder.StartsWith(prefix, StringComparison.Ordinal) || prefix.StartsWith(folder, StringComparison.Ordinal);

    /// <summary>Whether everything in the folder comes at or before the mark.</summary>
    private static bool IsBefore(string folder, string? startAfter) =>
        startAfter is not null && !startAfter.StartsWith(folder, StringComparison.Ordinal) && string.CompareOrdinal(folder, startAfter) < 0;

    /// <summary>Files by name and folders by name with a trailing slash, in the order in which their keys sort.</summary>
    private List<(string Name, FileSystemInfo Info)> Children(string folder)
    {
        var directory = new DirectoryInfo(Path.Combine(_root, folder));
        if (!directory.Exists) return [];
        var children = directory.EnumerateFileSystemInfos()
            .Where(child => child.Name[0] != '.') // our own temporary files, and what is no object
            .Select(child => (Name: child is DirectoryInfo ? child.Name + "/" : child.Name, Info: child))
            .ToList();
        children.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return children;
    }

    private void RemoveAbandoned()
    {
        var before = DateTime.UtcNow - AbandonedAfter;
        foreach (var file in new DirectoryInfo(_temporary).EnumerateFiles().Where(file => file.LastWriteTimeUtc < before)) file.Delete();
    }
}
