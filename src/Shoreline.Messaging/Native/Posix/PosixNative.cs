using System.Runtime.InteropServices;

namespace Shoreline.Messaging.Native.Posix;

/// <summary>The few calls of the C library that .NET does not offer. Values are Linux's, the same on x64 and arm64.</summary>
internal static unsafe partial class PosixNative
{
    private const string Library = "libc";

    internal const short PollIn = 0x1, PollOut = 0x4, PollError = 0x8, PollHangUp = 0x10; // poll.h
    internal const int EventNonBlocking = 0x800, EventCloseOnExec = 0x80000; // sys/eventfd.h

    [LibraryImport(Library, EntryPoint = "poll", SetLastError = true)]
    internal static partial int Poll(PollEntry* entries, nuint count, int timeoutMs);

    [LibraryImport(Library, EntryPoint = "eventfd", SetLastError = true)]
    internal static partial int EventFd(uint initial, int flags);

    [LibraryImport(Library, EntryPoint = "eventfd_write")]
    internal static partial int EventWrite(int descriptor, ulong value);

    [LibraryImport(Library, EntryPoint = "eventfd_read")]
    internal static partial int EventRead(int descriptor, out ulong value);

    [LibraryImport(Library, EntryPoint = "close")]
    internal static partial int Close(int descriptor);

    [LibraryImport(Library, EntryPoint = "kill")]
    internal static partial int Kill(int processId, int signal);

    /// <summary>Gives back memory that the C library's malloc handed out.</summary>
    [LibraryImport(Library, EntryPoint = "free")]
    internal static partial void Free(nint memory);
}

/// <summary>Source: struct pollfd of poll.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollEntry
{
    internal int Descriptor;
    internal short Wanted;
    internal short Ready;
}
