using System.Runtime.InteropServices;

namespace Shoreline.Core.Processes;

/// <summary>Signals to processes that we started.</summary>
public static partial class Signals
{
    private const int HangUp = 1; // signal.h: SIGHUP, SIGINT, SIGKILL and SIGTERM have these numbers on every Linux CPU
    private const int Interrupt = 2;
    private const int Kill = 9;
    private const int Terminate = 15;

    /// <summary>Asks a process to stop (SIGTERM). False where it has gone already.</summary>
    public static bool SendTerminate(int processId) => Send(processId, Terminate) == 0;

    /// <summary>Ends a process at once (SIGKILL). False where it has gone already.</summary>
    public static bool SendKill(int processId) => Send(processId, Kill) == 0;

    /// <summary>What Ctrl-C sends (SIGINT). False where the process has gone already.</summary>
    public static bool SendInterrupt(int processId) => Send(processId, Interrupt) == 0;

    /// <summary>
    /// What tells a service to read its configuration again (SIGHUP). False where the process has gone already, or is another user's.
    /// </summary>
    public static bool SendHangUp(int processId) => Send(processId, HangUp) == 0;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Send(int processId, int signal);
}
