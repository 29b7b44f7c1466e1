using System.Buffers;
using Shoreline.Greengrass.Ipc.EventStream;

namespace Shoreline.Greengrass.Ipc.Rpc;

/// <summary>
/// Writes messages of the RPC protocol (greengrass-ipc, section 3), their headers in the order of that document's examples.
/// </summary>
public static class RpcWriter
{
    private const int Int32Bytes = 4;
    private const int MaxNameBytes = 1024; // of an operation or a shape: ours are below 80

    /// <summary>Bytes of type, flags and stream id.</summary>
    private static int BaseBytes => HeaderWriter.SizeOf(RpcNames.MessageType, Int32Bytes)
        + HeaderWriter.SizeOf(RpcNames.MessageFlags, Int32Bytes) + HeaderWriter.SizeOf(RpcNames.StreamId, Int32Bytes);

    /// <summary>The client's first message.</summary>
    /// <param name="payload">JSON with the token.</param>
    public static void Connect(IBufferWriter<byte> output, ReadOnlySpan<byte> payload)
    {
        Span<byte> headers = stackalloc byte[HeaderWriter.SizeOf(RpcNames.Version, RpcNames.ProtocolVersion) + BaseBytes];
        var writer = new HeaderWriter(headers);
        writer.Text(RpcNames.Version, RpcNames.ProtocolVersion);
        Base(ref writer, MessageType.Connect, MessageFlags.None, 0);
        EventMessage.Write(output, headers, payload);
    }

    public static void ConnectAck(IBufferWriter<byte> output, bool isAccepted) =>
        Bare(output, MessageType.ConnectAck, isAccepted ? MessageFlags.ConnectionAccepted : MessageFlags.None, 0);

    /// <summary>Opens a stream.</summary>
    /// <param name="operation">With its namespace, in UTF-8.</param>
    /// <param name="payload">The request's shape as JSON.</param>
    public static void Request(IBufferWriter<byte> output, int streamId, ReadOnlySpan<byte> operation, ReadOnlySpan<byte> payload)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(operation.Length, MaxNameBytes);
        Span<byte> headers = stackalloc byte[BaseBytes + HeaderWriter.SizeOf(RpcNames.Operation, operation)];
        var writer = new HeaderWriter(headers);
        Base(ref writer, MessageType.Application, MessageFlags.None, streamId);
        writer.Text(RpcNames.Operation, operation);
        EventMessage.Write(output, headers, payload);
    }

    // hot: per message
    /// <summary>An answer or an event; an error where <paramref name="type"/> says so.</summary>
    /// <param name="shape">Name of the payload's shape in UTF-8; empty for failures that have none.</param>
    /// <param name="contentType">UTF-8.</param>
    public static void Application(
        IBufferWriter<byte> output, MessageType type, MessageFlags flags, int streamId, ReadOnlySpan<byte> shape,
        ReadOnlySpan<byte> contentType, ReadOnlySpan<byte> payload)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(shape.Length, MaxNameBytes);
        var shapeBytes = shape.IsEmpty ? 0 : HeaderWriter.SizeOf(RpcNames.ServiceModelType, shape);
        Span<byte> headers = stackalloc byte[HeaderWriter.SizeOf(RpcNames.ContentType, contentType) + shapeBytes + BaseBytes];
        var writer = new HeaderWriter(headers);
        writer.Text(RpcNames.ContentType, contentType);
        if (!shape.IsEmpty) writer.Text(RpcNames.ServiceModelType, shape);
        Base(ref writer, type, flags, streamId);
        EventMessage.Write(output, headers, payload);
    }

    /// <summary>Ends a stream without saying more.</summary>
    public static void Terminate(IBufferWriter<byte> output, int streamId) =>
        Bare(output, MessageType.Application, MessageFlags.TerminateStream, streamId);

    /// <summary>Says what is wrong with the connection, which is closed then.</summary>
    /// <param name="payload">JSON with a message.</param>
    public static void ConnectionError(IBufferWriter<byte> output, MessageType type, ReadOnlySpan<byte> payload)
    {
        Span<byte> headers = stackalloc byte[HeaderWriter.SizeOf(RpcNames.ContentType, RpcNames.Json) + BaseBytes];
        var writer = new HeaderWriter(headers);
        writer.Text(RpcNames.ContentType, RpcNames.Json);
        Base(ref writer, type, MessageFlags.None, 0);
        EventMessage.Write(output, headers, payload);
    }

    public static void Ping(IBufferWriter<byte> output, ReadOnlySpan<byte> payload)
    {
        Span<byte> headers = stackalloc byte[BaseBytes];
        var writer = new HeaderWriter(headers);
        Base(ref writer, MessageType.Ping, MessageFlags.None, 0);
        EventMessage.Write(output, headers, payload);
    }

    /// <summary>Answers a ping with its own payload, and its headers but for those of the protocol.</summary>
    public static void PingResponse(IBufferWriter<byte> output, in RpcMessage ping)
    {
        var headers = ArrayPool<byte>.Shared.Rent(BaseBytes + ping.Headers.Length);
        var writer = new HeaderWriter(headers);
        Base(ref writer, MessageType.PingResponse, MessageFlags.None, 0);
        var reader = new HeaderReader(ping.Headers.Span);
        while (reader.Next())
        {
            if (reader.Name[0] != (byte)':') writer.Raw(reader.Raw);
        }
        EventMessage.Write(
            output, headers.AsSpan(0, writer.Length), ping.Payload.IsSingleSegment ? ping.Payload.FirstSpan : ping.Payload.ToArray());
        ArrayPool<byte>.Shared.Return(headers);
    }

    private static void Bare(IBufferWriter<byte> output, MessageType type, MessageFlags flags, int streamId)
    {
        Span<byte> headers = stackalloc byte[BaseBytes];
        var writer = new HeaderWriter(headers);
        Base(ref writer, type, flags, streamId);
        EventMessage.Write(output, headers, default);
    }

    private static void Base(ref HeaderWriter writer, MessageType type, MessageFlags flags, int streamId)
    {
        writer.Number32(RpcNames.MessageType, (int)type);
        writer.Number32(RpcNames.MessageFlags, (int)flags);
        writer.Number32(RpcNames.StreamId, streamId);
    }
}
