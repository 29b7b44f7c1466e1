using System.Buffers;
using System.Text;
using Shoreline.Greengrass.Ipc.EventStream;
using Shoreline.Greengrass.Ipc.Rpc;

namespace Shoreline.Edge.Tests.Ipc;

/// <summary>Messages with headers that <see cref="RpcWriter"/> would not write.</summary>
internal static class RawMessages
{
    public static void Connect(IBufferWriter<byte> output, string payload, string? version) => Write(
        output, (int)MessageType.Connect, 0, 0, payload, version is null ? null : (":version", version));

    /// <param name="text">One more header.</param>
    public static void Write(
        IBufferWriter<byte> output, int type, int flags, int stream, string payload, (string Name, string Value)? text = null)
    {
        var headers = new byte[200 + (text?.Value.Length ?? 0)];
        var writer = new HeaderWriter(headers);
        writer.Number32(":message-type"u8, type);
        writer.Number32(":message-flags"u8, flags);
        writer.Number32(":stream-id"u8, stream);
        if (text is var (name, value)) writer.Text(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));
        EventMessage.Write(output, headers.AsSpan(0, writer.Length), Encoding.UTF8.GetBytes(payload));
    }
}
