using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Shoreline.Lake.Store;

/// <summary>The three calls of POSIX that .NET does not offer.</summary>
internal static partial class PosixFiles
{
    private const int FileExists = 17; // EEXIST of errno-base.h, the same on every Linux CPU
    private const int ReadOnlyCloseOnExec = 0x80000; // O_RDONLY | O_CLOEXEC of fcntl.h, the same on x64 and arm64

    /// <summary>Gives a file a second name, atomically; false where that name is taken.</summary>
    public static bool TryLink(string existing, string name)
    {
        if (Link(existing, name) == 0) return true;
        var error = Marshal.GetLastPInvokeError();
        return error == FileExists ? false : throw Failure(error, $"could not be linked to '{name}'", existing);
    }

    /// <summary>Makes the names in a folder survive a power cut.</summary>
    public static void SyncFolder(string folder)
    {
        var descriptor = Open(folder, ReadOnlyCloseOnExec);
        if (descriptor < 0) throw Failure(Marshal.GetLastPInvokeError(), "could not be opened", folder);
        try
        {
            if (Fsync(descriptor) != 0) throw Failure(Marshal.GetLastPInvokeError(), "could not be flushed", folder);
        }
        finally
        {
            _ = Close(descriptor); // a close that fails after a flush loses nothing
        }
    }

    private static IOException Failure(int error, string what, string path) =>
        new($"'{path}' {what}: {new Win32Exception(error).Message}.");

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Link(string existing, string name);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
