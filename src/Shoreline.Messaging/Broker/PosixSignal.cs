using Shoreline.Messaging.Native.Posix;

namespace Shoreline.Messaging.Broker;

/// <summary>Signals to a child process of ours. Its exit has not been collected yet, so its id cannot be another's.</summary>
internal static class PosixSignal
{
    private const int SigKill = 9, SigTerm = 15; // signal.h

    public static void Terminate(int processId) => _ = PosixNative.Kill(processId, SigTerm); // fails only where it has just ended

    public static void Kill(int processId) => _ = PosixNative.Kill(processId, SigKill);
}
