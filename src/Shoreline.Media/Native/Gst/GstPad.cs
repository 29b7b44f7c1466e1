using System.Runtime.InteropServices;

namespace Shoreline.Media.Native.Gst;

/// <summary>One reference to a GstPad.</summary>
internal sealed unsafe class GstPad(nint owned) : IDisposable
{
    private nint _pad = owned;

    /// <summary>The caps that flow here, or could; dispose them.</summary>
    public GstCaps Caps()
    {
        var current = GstNative.PadCurrentCaps(_pad);
        return new GstCaps(current != 0 ? current : GstNative.PadQueryCaps(_pad, 0));
    }

    /// <returns>False where the pads do not fit or one is linked already.</returns>
    public bool Link(GstPad sink) => GstNative.PadLink(_pad, sink._pad) == 0;

    /// <summary>Sends a seek to the start up the stream from this source pad.</summary>
    /// <returns>False where the source cannot seek.</returns>
    public bool SeekToStart(GstSeek flags)
    {
        var seek = GstNative.NewSeek(1, GstConstants.FormatTime, flags, GstConstants.SeekTypeSet, 0, GstConstants.SeekTypeNone, -1);
        return GstNative.PadSendEvent(_pad, seek) != 0;
    }

    /// <summary>Calls the listener once, before the first buffer leaves this pad.</summary>
    public void OnFirstBuffer(CallbackHandle<IPadListener> listener) => GstNative.PadAddProbe(_pad, GstProbe.Buffer, &FirstBuffer, listener.Context, 0);

    /// <summary>Asks the gate about each buffer that passes.</summary>
    public void OnBuffer(CallbackHandle<IBufferGate> gate) => GstNative.PadAddProbe(_pad, GstProbe.Buffer, &EachBuffer, gate.Context, 0);

    /// <summary>Lets <paramref name="timeline"/> place each segment that leaves this pad.</summary>
    public void OnSegment(CallbackHandle<ITimeline> timeline) => GstNative.PadAddProbe(_pad, GstProbe.EventDownstream, &EachEvent, timeline.Context, 0);

    public GstPad Share() => new(GstNative.ObjectRef(_pad));

    public void Dispose()
    {
        if (_pad == 0) return;
        GstNative.ObjectUnref(_pad);
        _pad = 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static GstProbeReturn FirstBuffer(nint pad, GstPadProbeInfo* probe, nint context)
    {
        var listener = CallbackHandle<IPadListener>.Target(context);
        try
        {
            using var passing = new GstPad(GstNative.ObjectRef(pad));
            listener.FirstBuffer(passing);
        }
        catch (Exception e)
        {
            listener.CallbackFailed(e); // a managed exception cannot unwind native frames
        }
        return GstProbeReturn.Remove;
    }

    // hot: per encoded frame
    [UnmanagedCallersOnly(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static GstProbeReturn EachBuffer(nint pad, GstPadProbeInfo* probe, nint context)
    {
        var gate = CallbackHandle<IBufferGate>.Target(context);
        try
        {
            var buffer = (GstBuffer*)probe->Data;
            return gate.Passes((buffer->MiniObject.Flags & GstConstants.BufferDeltaUnit) == 0) ? GstProbeReturn.Ok : GstProbeReturn.Drop;
        }
        catch (Exception e)
        {
            gate.CallbackFailed(e); // a managed exception cannot unwind native frames
            return GstProbeReturn.Ok;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static GstProbeReturn EachEvent(nint pad, GstPadProbeInfo* probe, nint context)
    {
        var passing = (GstEvent*)probe->Data;
        if (passing->Type != GstConstants.EventSegment) return GstProbeReturn.Ok;
        var timeline = CallbackHandle<ITimeline>.Target(context);
        try
        {
            GstNative.ParseSegment(passing, out var segment);
            var placed = *segment;
            placed.Base = (ulong)timeline.Place(passing->SequenceNumber, (long)segment->Base);
            var replacement = GstNative.NewSegment(placed);
            GstNative.SetSequenceNumber(replacement, passing->SequenceNumber);
            GstNative.MiniObjectUnref((nint)passing); // the probe owns what it replaces
            probe->Data = (nint)replacement;
        }
        catch (Exception e)
        {
            timeline.CallbackFailed(e); // a managed exception cannot unwind native frames
        }
        return GstProbeReturn.Ok;
    }
}

/// <summary>Decides where on the running time a segment begins. Called on a streaming thread.</summary>
internal interface ITimeline : ICallbackTarget
{
    /// <param name="seek">Number of the seek that asked for the segment; the same for repetitions of one segment.</param>
    /// <param name="baseNs">Where the source would place it.</param>
    /// <returns>Running time at which it begins, in nanoseconds.</returns>
    long Place(uint seek, long baseNs);
}

/// <summary>Decides which encoded frames go on. Called on a streaming thread.</summary>
internal interface IBufferGate : ICallbackTarget
{
    bool Passes(bool isKeyFrame);
}
