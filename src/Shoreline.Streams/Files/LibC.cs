using System.Runtime.InteropServices;

namespace Shoreline.Streams.Files;

/// <summary>The few calls of the C library that .NET does not offer. Linux, x64 and arm64.</summary>
internal static partial class LibC
{
    private const string Library = "libc";

    // fcntl.h; these two are equal on x64 and arm64 (O_DIRECTORY and O_DIRECT are not, and not needed).
    public const int ReadOnly = 0;
    public const int ReadWrite = 2;
    public const int Create = 0x40;
    public const int CloseOnExec = 0x80000;

    // errno.h
    public const int AccessDenied = 13;
    public const int InvalidArgument = 22;

    // sys/file.h
    public const int LockExclusive = 2;
    public const int LockNonBlocking = 4;

    [LibraryImport(Library, EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int Open(string path, int flags, int mode);

    [LibraryImport(Library, EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    [LibraryImport(Library, EntryPoint = "fsync", SetLastError = true)]
    public static partial int Sync(int descriptor);

    [LibraryImport(Library, EntryPoint = "fdatasync", SetLastError = true)]
    public static partial int SyncData(SafeHandle file);

    [LibraryImport(Library, EntryPoint = "flock", SetLastError = true)]
    public static partial int Lock(int descriptor, int operation);

    public static IOException LastError(string what) =>
        new($"{what}: {Marshal.GetLastPInvokeErrorMessage()}", Marshal.GetLastPInvokeError());
}
