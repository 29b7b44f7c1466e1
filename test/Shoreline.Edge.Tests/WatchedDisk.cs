using Shoreline.Streams.Files;

namespace Shoreline.Edge.Tests;

/// <summary>The machine's disk, with a test in the way: what it does before an access may throw, or wait.</summary>
internal sealed class WatchedDisk : IFileSystem
{
    private static readonly DiskFileSystem Disk = DiskFileSystem.Instance;

    /// <summary>Called with the path before a file is read.</summary>
    public Action<string>? Reading { get; set; }

    /// <summary>Called with the path before a file is written, or a folder is made or deleted.</summary>
    public Action<string>? Writing { get; set; }

    public IFile Open(string path, FileOpen access) => new WatchedFile(this, path, Disk.Open(path, access));

    public bool FileExists(string path) => Disk.FileExists(path);

    public bool FolderExists(string path) => Disk.FolderExists(path);

    public IReadOnlyList<string> ListFiles(string folder) => Disk.ListFiles(folder);

    public IReadOnlyList<string> ListFolders(string folder) => Disk.ListFolders(folder);

    public void CreateFolder(string path)
    {
        Writing?.Invoke(path);
        Disk.CreateFolder(path);
    }

    public void Move(string from, string to) => Disk.Move(from, to);

    public void DeleteFile(string path) => Disk.DeleteFile(path);

    public void DeleteFolder(string path)
    {
        Writing?.Invoke(path);
        Disk.DeleteFolder(path);
    }

    public void SyncFolder(string path) => Disk.SyncFolder(path);

    public IDisposable Lock(string path) => Disk.Lock(path);

    private sealed class WatchedFile(WatchedDisk disk, string path, IFile file) : IFile
    {
        public long Length => file.Length;

        public int Read(Span<byte> into, long offset)
        {
            disk.Reading?.Invoke(path);
            return file.Read(into, offset);
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            disk.Writing?.Invoke(path);
            file.Write(bytes, offset);
        }

        public void Flush() => file.Flush();

        public void Truncate(long length) => file.Truncate(length);

        public void Dispose() => file.Dispose();
    }
}
