using System.Runtime.InteropServices;

namespace Shoreline.Vision.Native.Posix;

/// <summary>The calls with which a file is written and renamed. Paths are UTF-8 and end in a NUL.</summary>
internal static unsafe partial class PosixFile
{
    // asm-generic/fcntl.h: the same on x64 and arm64
    public const int WriteOnly = 0x1;
    public const int Create = 0x40;
    public const int Truncate = 0x200;
    public const int CloseOnExec = 0x80000;

    /// <summary>rw-r--r--</summary>
    public const uint ReadableByAll = 0b110_100_100;

    private const string Library = "libc";

    /// <returns>A descriptor, or −1.</returns>
    [LibraryImport(Library, EntryPoint = "open")]
    public static partial int Open(byte* path, int flags, uint mode);

    /// <returns>Bytes written, or −1.</returns>
    [LibraryImport(Library, EntryPoint = "write")]
    public static partial nint Write(int file, byte* bytes, nuint count);

    [LibraryImport(Library, EntryPoint = "close")]
    public static partial int Close(int file);

    [LibraryImport(Library, EntryPoint = "rename")]
    public static partial int Rename(byte* from, byte* to);

    [LibraryImport(Library, EntryPoint = "unlink")]
    public static partial int Unlink(byte* path);
}
