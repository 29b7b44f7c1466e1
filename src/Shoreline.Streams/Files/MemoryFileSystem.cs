using System.Collections.Concurrent;

namespace Shoreline.Streams.Files;

/// <summary>Files that live in memory: what streams with memory persistence are written to. Flat: a path is only a name.</summary>
internal sealed class MemoryFileSystem : IFileSystem
{
    private readonly ConcurrentDictionary<string, MemoryFile> _files = new(StringComparer.Ordinal);

    public IFile Open(string path, FileOpen access) => access switch
    {
        FileOpen.CreateNew or FileOpen.Replace => _files[path] = new MemoryFile(),
        _ => _files.TryGetValue(path, out var file) ? file : throw new FileNotFoundException($"There is no '{path}' in memory.", path),
    };

    public bool FileExists(string path) => _files.ContainsKey(path);

    public bool FolderExists(string path) => true;

    public IReadOnlyList<string> ListFiles(string folder) => [];

    public IReadOnlyList<string> ListFolders(string folder) => [];

    public void CreateFolder(string path) { /* Folders need no making here. */ }

    public void Move(string from, string to)
    {
        if (_files.TryRemove(from, out var file)) _files[to] = file;
    }

    public void DeleteFile(string path) => _files.TryRemove(path, out _);

    public void DeleteFolder(string path) => _files.Clear();

    public void SyncFolder(string path) { /* Memory has nothing to flush. */ }

    public IDisposable Lock(string path) => throw new NotSupportedException("A store is never rooted in memory.");
}
