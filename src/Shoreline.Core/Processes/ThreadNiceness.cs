using System.Runtime.InteropServices;

namespace Shoreline.Core.Processes;

/// <summary>How readily a thread gives way to others. <see cref="Thread.Priority"/> says nothing to Linux.</summary>
public static partial class ThreadNiceness
{
    private const int Process = 0; // sys/resource.h: PRIO_PROCESS, which is a thread on Linux
    private const int Niceness = 10; // a tenth of the time of another where both want it: enough not to starve

    /// <summary>
    /// From now on the calling thread leaves nine tenths of a core to another that wants it. Only for a thread that is nobody else's: there
    /// is no way back for a user who is not root.
    /// </summary>
    /// <returns>False where the system does not allow it; the thread goes on as it was.</returns>
    public static bool GiveWay() => SetPriority(Process, who: 0, Niceness) == 0;

    /// <summary>Source: setpriority(2).</summary>
    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    private static partial int SetPriority(int which, uint who, int priority);
}
