using System.Globalization;
using System.Text;

namespace Shoreline.Streams.Files;

/// <summary>The machine's own file system.</summary>
public sealed class DiskFileSystem : IFileSystem
{
    private const int OwnerReadWrite = 0b110_000_000;

    public static DiskFileSystem Instance { get; } = new();

    public IFile Open(string path, FileOpen access)
    {
        var mode = access switch { FileOpen.CreateNew => FileMode.CreateNew, FileOpen.Replace => FileMode.Create, _ => FileMode.Open };
        var rights = access == FileOpen.Read ? FileAccess.Read : FileAccess.ReadWrite;
        return new DiskFile(path, File.OpenHandle(path, mode, rights, FileShare.ReadWrite | FileShare.Delete));
    }

    public bool FileExists(string path) => File.Exists(path);

    public bool FolderExists(string path) => Directory.Exists(path);

    public IReadOnlyList<string> ListFiles(string folder) => Names(folder, Directory.EnumerateFiles);

    public IReadOnlyList<string> ListFolders(string folder) => Names(folder, Directory.EnumerateDirectories);

    public void CreateFolder(string path) => Directory.CreateDirectory(path);

    public void Move(string from, string to)
    {
        if (Directory.Exists(from)) Directory.Move(from, to);
        else File.Move(from, to, overwrite: true);
    }

    public void DeleteFile(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // Without its folder the file is not there either, which File.Delete tells apart.
        }
    }

    public void DeleteFolder(string path) => Directory.Delete(path, recursive: true);

    public void SyncFolder(string path)
    {
        var descriptor = LibC.Open(path, LibC.ReadOnly | LibC.CloseOnExec, 0);
        if (descriptor < 0) throw LibC.LastError($"Opening the folder '{path}' failed");
        var failure = LibC.Sync(descriptor) == 0 ? null : LibC.LastError($"Flushing the folder '{path}' failed");
        LibC.Close(descriptor); // Nothing was written through this descriptor: closing it has no error worth telling.
        if (failure is not null) throw failure;
    }

    public IDisposable Lock(string path)
    {
        // Not FileShare.None: .NET would refuse the second process before it could read whose lock it is.
        var descriptor = LibC.Open(path, LibC.ReadWrite | LibC.Create | LibC.CloseOnExec, OwnerReadWrite);
        if (descriptor < 0) throw LibC.LastError($"Opening the lock '{path}' failed");
        var file = new Microsoft.Win32.SafeHandles.SafeFileHandle(descriptor, ownsHandle: true);
        if (LibC.Lock(descriptor, LibC.LockExclusive | LibC.LockNonBlocking) != 0)
        {
            Span<byte> holder = stackalloc byte[20];
            var length = RandomAccess.Read(file, holder, 0);
            file.Dispose();
            throw new StoreLockedException(path, Encoding.ASCII.GetString(holder[..length]).Trim());
        }
        RandomAccess.SetLength(file, 0);
        RandomAccess.Write(file, Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)), 0);
        return file; // The lock goes with the descriptor, also when the process is killed.
    }

    private static string[] Names(string folder, Func<string, IEnumerable<string>> list) =>
        Directory.Exists(folder) ? [.. list(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)] : [];
}
