namespace Shoreline.Streams.Files;

/// <summary>All that the log asks of a file system. Tests put one behind it that stops, tears, flips and fills up.</summary>
/// <remarks>
/// A change is durable only after the matching call: written bytes and lengths after <see cref="IFile.Flush"/>, names (created, moved,
/// deleted) after <see cref="SyncFolder"/> of their folder. Failures are <see cref="IOException"/> or
/// <see cref="UnauthorizedAccessException"/>.
/// </remarks>
public interface IFileSystem
{
    /// <summary>
    /// Opens a file for positional reading and, unless <paramref name="access"/> is <see cref="FileOpen.Read"/>, writing.
    /// </summary>
    /// <exception cref="FileNotFoundException">It is not there and was to be.</exception>
    IFile Open(string path, FileOpen access);

    bool FileExists(string path);

    bool FolderExists(string path);

    /// <summary>Names, not paths, of the files in a folder; empty where there is no such folder.</summary>
    IReadOnlyList<string> ListFiles(string folder);

    /// <summary>Names, not paths, of the folders in a folder; empty where there is no such folder.</summary>
    IReadOnlyList<string> ListFolders(string folder);

    /// <summary>Creates a folder and its missing parents.</summary>
    void CreateFolder(string path);

    /// <summary>Renames a file or folder. A file of the new name is replaced.</summary>
    void Move(string from, string to);

    /// <summary>Deletes a file; no failure where there is none.</summary>
    void DeleteFile(string path);

    /// <summary>Deletes a folder with all it holds.</summary>
    void DeleteFolder(string path);

    /// <summary>Makes names created, moved and deleted in a folder durable.</summary>
    void SyncFolder(string path);

    /// <summary>Takes the lock that keeps a second process out, and writes this process's id into it. Dispose releases it.</summary>
    /// <exception cref="StoreLockedException">Another process holds it.</exception>
    IDisposable Lock(string path);
}

/// <summary>How a file is opened.</summary>
public enum FileOpen
{
    /// <summary>An existing file, for reading.</summary>
    Read,

    /// <summary>An existing file, for reading and writing.</summary>
    ReadWrite,

    /// <summary>A file that must not be there yet.</summary>
    CreateNew,

    /// <summary>An empty file; one of that name is emptied.</summary>
    Replace,
}

/// <summary>An open file. Reads may run beside each other and beside one writer; disposing while they run is not allowed.</summary>
public interface IFile : IDisposable
{
    long Length { get; }

    /// <summary>Reads up to the buffer's length; fewer only at the end of the file.</summary>
    int Read(Span<byte> into, long offset);

    /// <summary>Writes all bytes or throws. After a throw any part may have been written.</summary>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>
    /// Returns once what was written is on the device. After a throw nothing is known of any byte written since the last flush.
    /// </summary>
    void Flush();

    /// <summary>Cuts the file to a length.</summary>
    void Truncate(long length);
}
