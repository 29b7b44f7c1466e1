using System.Runtime.InteropServices;

namespace Shoreline.Edge.Components.Native;

/// <summary>Signals to whole process groups, which <see cref="System.Diagnostics.Process"/> does not have.</summary>
internal static partial class PosixSignals
{
    // signal.h; the numbers are the same on x64 and arm64.
    public const int Terminate = 15;
    public const int Kill = 9;

    /// <summary>Sends a signal to every process of a group. A group that has ended is no failure.</summary>
    public static void SendToGroup(int groupId, int signal)
    {
        // kill(0) and kill(-1) mean "my own group" and "everything": an id that was never set must not get there.
        ArgumentOutOfRangeException.ThrowIfLessThan(groupId, 2);
        _ = KillNative(-groupId, signal);
    }

    /// <summary>Sends a signal to one process. One that has ended is no failure.</summary>
    public static void Send(int processId, int signal)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(processId, 2);
        _ = KillNative(processId, signal);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int KillNative(int pid, int signal);
}
