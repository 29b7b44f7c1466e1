using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Shoreline.Media.Native.Gst;

/// <summary>Takes what reaches the end of a pipeline. Called on a streaming thread; blocking there holds the pipeline back.</summary>
internal interface ISampleReceiver : ICallbackTarget
{
    /// <summary>Takes over the sample.</summary>
    /// <returns>False to end the stream.</returns>
    bool Receive(GstSample sample);

    /// <summary>No sample follows.</summary>
    void EndOfStream();
}

/// <summary>Connects an appsink element to a receiver.</summary>
internal static unsafe class AppSink
{
    /// <summary>The handle must outlive the element's streaming.</summary>
    public static void Connect(GstElement sink, CallbackHandle<ISampleReceiver> receiver)
    {
        var callbacks = new GstAppSinkCallbacks
        {
            Eos = (nint)(delegate* unmanaged[Cdecl]<nint, nint, void>)&OnEos,
            NewSample = (nint)(delegate* unmanaged[Cdecl]<nint, nint, GstFlow>)&OnNewSample,
        };
        GstNative.AppSinkSetCallbacks(sink.Handle, callbacks, receiver.Context, 0);
    }

    // hot: per frame
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static GstFlow OnNewSample(nint sink, nint context)
    {
        var receiver = CallbackHandle<ISampleReceiver>.Target(context);
        try
        {
            var sample = new GstSample(GstNative.AppSinkTryPull(sink, 0));
            if (sample.IsEmpty) return GstFlow.Flushing;
            return receiver.Receive(sample) ? GstFlow.Ok : GstFlow.Eos;
        }
        catch (Exception e)
        {
            receiver.CallbackFailed(e); // a managed exception cannot unwind native frames
            return GstFlow.Error;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnEos(nint sink, nint context)
    {
        var receiver = CallbackHandle<ISampleReceiver>.Target(context);
        try
        {
            receiver.EndOfStream();
        }
        catch (Exception e)
        {
            receiver.CallbackFailed(e); // a managed exception cannot unwind native frames
        }
    }
}
