using System.Runtime.InteropServices;

namespace Shoreline.Messaging.Native.Mosquitto;

/// <summary>Source: enum mosq_opt_t of mosquitto.h.</summary>
internal enum MosquittoOption
{
    ProtocolVersion = 1,
    ReceiveMaximum = 4,
    SendMaximum = 5,
    TcpNoDelay = 11,
}

/// <summary>Source: enum mosq_err_t of mosquitto.h; only the codes that we tell apart.</summary>
internal static class MosquittoError
{
    internal const int Success = 0;
    internal const int NoConnection = 4;
    internal const int ConnectionLost = 7;
    internal const int Errno = 14;
}

/// <summary>Source: mqtt_protocol.h.</summary>
internal static class MqttProtocol
{
    internal const int Version5 = 5;
    internal const int PayloadFormat = 1;
    internal const int MessageExpiry = 2;
    internal const int ContentType = 3;
    internal const int ResponseTopic = 8;
    internal const int CorrelationData = 9;
    internal const int UserProperty = 38;

    /// <summary>Reason codes from here on are failures.</summary>
    internal const int FirstFailureReason = 0x80;
}

/// <summary>Source: struct mosquitto_message of mosquitto.h. All memory is the library's and valid only during the callback.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MosquittoMessage
{
    internal int MessageId;
    internal byte* Topic; // UTF-8, ends with 0
    internal byte* Payload;
    internal int PayloadBytes;
    internal int Qos;
    internal byte Retain;
}
