using Shoreline.Streams.Files;

namespace Shoreline.Streams.Tests;

/// <summary>The real file system, counting what is read.</summary>
internal sealed class CountingFileSystem : IFileSystem
{
    private readonly DiskFileSystem _inner = DiskFileSystem.Instance;
    private long _bytesRead;

    public long BytesRead => _bytesRead;

    public IFile Open(string path, FileOpen access) => new CountingFile(this, _inner.Open(path, access));

    public bool FileExists(string path) => _inner.FileExists(path);

    public bool FolderExists(string path) => _inner.FolderExists(path);

    public IReadOnlyList<string> ListFiles(string folder) => _inner.ListFiles(folder);

    public IReadOnlyList<string> ListFolders(string folder) => _inner.ListFolders(folder);

    public void CreateFolder(string path) => _inner.CreateFolder(path);

    public void Move(string from, string to) => _inner.Move(from, to);

    public void DeleteFile(string path) => _inner.DeleteFile(path);

    public void DeleteFolder(string path) => _inner.DeleteFolder(path);

    public void SyncFolder(string path) => _inner.SyncFolder(path);

    public IDisposable Lock(string path) => _inner.Lock(path);

    private sealed class CountingFile(CountingFileSystem owner, IFile inner) : IFile
    {
        public long Length => inner.Length;

        public int Read(Span<byte> into, long offset)
        {
            var got = inner.Read(into, offset);
            Interlocked.Add(ref owner._bytesRead, got);
            return got;
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset) => inner.Write(bytes, offset);

        public void Flush() => inner.Flush();

        public void Truncate(long length) => inner.Truncate(length);

        public void Dispose() => inner.Dispose();
    }
}
