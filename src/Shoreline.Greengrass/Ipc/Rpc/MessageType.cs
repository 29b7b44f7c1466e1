namespace Shoreline.Greengrass.Ipc.Rpc;

/// <summary>
/// The <c>:message-type</c> of a message (greengrass-ipc, 3.1). The first two belong to a stream, the others to the connection.
/// </summary>
public enum MessageType
{
    Application = 0,
    ApplicationError = 1,
    Ping = 2,
    PingResponse = 3,
    Connect = 4,
    ConnectAck = 5,
    ProtocolError = 6,
    InternalError = 7,
}

/// <summary>The <c>:message-flags</c> of a message.</summary>
[Flags]
public enum MessageFlags
{
    None = 0,

    /// <summary>In <see cref="MessageType.ConnectAck"/>.</summary>
    ConnectionAccepted = 1,

    /// <summary>The last message of its stream, in either direction.</summary>
    TerminateStream = 2,
}
