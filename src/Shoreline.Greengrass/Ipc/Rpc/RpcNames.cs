namespace Shoreline.Greengrass.Ipc.Rpc;

/// <summary>Names and values of the headers that the RPC protocol knows (greengrass-ipc, 3.1), in UTF-8.</summary>
public static class RpcNames
{
    /// <summary>The only version of the protocol.</summary>
    public static ReadOnlySpan<byte> ProtocolVersion => "0.1.0"u8;

    public static ReadOnlySpan<byte> Json => "application/json"u8;

    public static ReadOnlySpan<byte> PlainText => "text/plain"u8;

    internal static ReadOnlySpan<byte> MessageType => ":message-type"u8;

    internal static ReadOnlySpan<byte> MessageFlags => ":message-flags"u8;

    internal static ReadOnlySpan<byte> StreamId => ":stream-id"u8;

    internal static ReadOnlySpan<byte> Operation => "operation"u8;

    internal static ReadOnlySpan<byte> Version => ":version"u8;

    internal static ReadOnlySpan<byte> ContentType => ":content-type"u8;

    internal static ReadOnlySpan<byte> ServiceModelType => "service-model-type"u8;
}
