using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Shoreline.Messaging.Native.Posix;

/// <summary>
/// Interrupts a thread that waits in <see cref="Wait"/>. Any thread may <see cref="Set"/> it, also after it was disposed.
/// </summary>
internal sealed class WakeEvent : SafeHandle
{
    public WakeEvent() : base(invalidHandleValue: -1, ownsHandle: true)
    {
        var descriptor = PosixNative.EventFd(0, PosixNative.EventNonBlocking | PosixNative.EventCloseOnExec);
        if (descriptor < 0) throw new Win32Exception(Marshal.GetLastPInvokeError()); // out of file descriptors
        SetHandle(descriptor);
    }

    public override bool IsInvalid => handle == -1;

    public void Set()
    {
        var added = false;
        try
        {
            DangerousAddRef(ref added);
            _ = PosixNative.EventWrite((int)handle, 1); // fails only where it is set 2^64 times over
        }
        catch (ObjectDisposedException)
        {
            // Whoever waited has ended; there is nobody to wake.
        }
        finally
        {
            if (added) DangerousRelease();
        }
    }

    /// <summary>
    /// Waits for <paramref name="socket"/> to be ready, for <see cref="Set"/>, or for the time to pass; returns what the socket is ready
    /// for.
    /// </summary>
    public unsafe short Wait(int socket, short wanted, int timeoutMs)
    {
        var entries = stackalloc PollEntry[2];
        entries[0] = new PollEntry { Descriptor = (int)handle, Wanted = PosixNative.PollIn };
        entries[1] = new PollEntry { Descriptor = socket, Wanted = wanted };
        if (PosixNative.Poll(entries, 2, timeoutMs) <= 0) return 0; // time passed, or a signal came: the caller looks again
        if (entries[0].Ready != 0) _ = PosixNative.EventRead((int)handle, out _);
        return entries[1].Ready;
    }

    protected override bool ReleaseHandle() => PosixNative.Close((int)handle) == 0;
}
