using System.Runtime.InteropServices;

namespace Shoreline.Media.Native.Gst;

/// <summary>What native code calls back.</summary>
internal interface ICallbackTarget
{
    /// <summary>A callback threw. It must not throw itself.</summary>
    void CallbackFailed(Exception exception);
}

/// <summary>Keeps a managed object reachable for native callbacks. Dispose only after the pipeline that calls back is in the NULL state.</summary>
internal sealed class CallbackHandle<T>(T target) : IDisposable where T : class, ICallbackTarget
{
    private GCHandle<T> _handle = new(target);

    /// <summary>The user_data to hand to native code.</summary>
    public nint Context => GCHandle<T>.ToIntPtr(_handle);

    public static T Target(nint context) => GCHandle<T>.FromIntPtr(context).Target;

    public void Dispose()
    {
        if (_handle.IsAllocated) _handle.Dispose();
    }
}
