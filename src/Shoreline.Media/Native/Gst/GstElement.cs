using System.Runtime.InteropServices;
using Shoreline.Core;

namespace Shoreline.Media.Native.Gst;

/// <summary>Owns one reference to a GstElement. Put the element in the NULL state before the last reference goes.</summary>
internal sealed class ElementHandle : SafeHandle
{
    public ElementHandle() : base(invalidHandleValue: 0, ownsHandle: true) { }

    /// <summary>Takes over one reference.</summary>
    public ElementHandle(nint owned) : this() => SetHandle(owned);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        GstNative.ObjectUnref(handle);
        return true;
    }
}

/// <summary>One element of a pipeline. Dispose gives up our reference; the pipeline keeps its own.</summary>
internal sealed unsafe class GstElement(ElementHandle handle) : IDisposable
{
    internal ElementHandle Handle => handle;

    /// <summary>Sets a property from text, as gst-launch would: numbers, booleans, nicks of enums, caps.</summary>
    public void Set(string property, string value) => GstNative.SetFromText(handle, property, value);

    /// <summary>Sets a string property to exactly this text, with nothing in it read as syntax.</summary>
    public void SetText(string property, string text)
    {
        var value = default(GValue);
        GstNative.ValueInit(ref value, GstConstants.TypeString);
        GstNative.ValueSetString(ref value, text);
        GstNative.SetProperty(handle, property, ref value);
        GstNative.ValueUnset(ref value);
    }

    /// <summary>A pad that always exists; dispose it.</summary>
    public GstPad StaticPad(string name)
    {
        var pad = GstNative.GetStaticPad(handle.DangerousGetHandle(), name);
        return pad != 0 ? new GstPad(pad) : throw new ShorelineException($"A GStreamer element has no pad '{name}'.");
    }

    /// <summary>Calls <paramref name="listener"/>, on a streaming thread, for each pad that the element gets. The listener's handle must outlive the element.</summary>
    public void OnPadAdded(CallbackHandle<IPadListener> listener) => GstNative.SignalConnect(handle, "pad-added", &PadAdded, listener.Context, 0, 0);

    public void Dispose() => handle.Dispose();

    [UnmanagedCallersOnly(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static void PadAdded(nint element, nint pad, nint context)
    {
        var listener = CallbackHandle<IPadListener>.Target(context);
        try
        {
            using var added = new GstPad(GstNative.ObjectRef(pad));
            listener.PadAdded(added);
        }
        catch (Exception e)
        {
            listener.CallbackFailed(e); // a managed exception cannot unwind native frames
        }
    }
}

/// <summary>Hears of new pads and of the first buffer that passes one. Called on streaming threads.</summary>
internal interface IPadListener : ICallbackTarget
{
    /// <param name="pad">Valid during the call.</param>
    void PadAdded(GstPad pad);

    /// <summary>Before the first buffer leaves <paramref name="pad"/>: its caps are known, and what is linked now gets the buffer.</summary>
    void FirstBuffer(GstPad pad);
}
