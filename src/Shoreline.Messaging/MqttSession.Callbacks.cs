using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Shoreline.Messaging.Native.Mosquitto;

namespace Shoreline.Messaging;

/// <summary>What libmosquitto calls, always on the thread inside <see cref="Run"/>.</summary>
internal sealed partial class MqttSession
{
    private static MqttSession Of(nint context) => (MqttSession)GCHandle.FromIntPtr(context).Target!;

    private void Fail(Exception exception) => _closeReason ??= exception.Message;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Connect(nint client, nint context, int reason, int flags, nint properties)
    {
        var session = Of(context);
        if (reason == 0) session._connected.TrySetResult(true);
        else session._closeReason ??= $"the broker refused: {MosquittoNative.ReasonText(reason)} (0x{reason:x2})";
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Disconnect(nint client, nint context, int reason, nint properties)
    {
        // Below 0x80 the code is the library's own, above it is what the broker wrote in its DISCONNECT.
        var text = reason >= MqttProtocol.FirstFailureReason ? MosquittoNative.ReasonText(reason) : MosquittoNative.ErrorText(reason);
        Of(context)._closeReason ??= reason == 0 ? "closed by this side" : text;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Published(nint client, nint context, int messageId, int reason, nint properties)
    {
        var session = Of(context);
        try
        {
            Answer(session._publishes, messageId, reason);
            session._slots.Release();
        }
        catch (Exception e)
        {
            session.Fail(e);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe void Subscribed(nint client, nint context, int messageId, int count, int* granted, nint properties)
    {
        var session = Of(context);
        try
        {
            Answer(session._subscribes, messageId, count > 0 ? granted[0] : MqttProtocol.FirstFailureReason);
        }
        catch (Exception e)
        {
            session.Fail(e);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe void Message(nint client, nint context, MosquittoMessage* message, nint properties)
    {
        var session = Of(context);
        try
        {
            var topic = Marshal.PtrToStringUTF8((nint)message->Topic) ?? "";
            var payload = new ReadOnlySpan<byte>(message->Payload, message->PayloadBytes).ToArray();
            session._received.Add(
                new MqttMessage(topic, payload, PropertyList.UserProperties(properties), message->Qos, message->Retain != 0)
                {
                    Properties = PropertyList.Properties(properties),
                });
        }
        catch (Exception e)
        {
            session.Fail(e);
        }
    }
}
