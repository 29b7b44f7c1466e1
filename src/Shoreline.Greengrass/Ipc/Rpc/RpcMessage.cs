using System.Buffers;
using System.Text;
using Shoreline.Greengrass.Ipc.EventStream;

namespace Shoreline.Greengrass.Ipc.Rpc;

/// <summary>Whether an event stream message is one of the RPC protocol.</summary>
public enum RpcStatus
{
    Ok,

    /// <summary>The headers cannot be read: fatal for the connection.</summary>
    BadHeaders,

    /// <summary>Type, flags or stream id is missing, or is no whole number of 32 bits: a protocol error.</summary>
    MissingHeaders,
}

/// <summary>
/// A message of the RPC protocol (greengrass-ipc, 3.1), where it lies in received memory: valid until that memory is given back.
/// </summary>
public readonly record struct RpcMessage
{
    public MessageType Type { get; private init; }

    public MessageFlags Flags { get; private init; }

    /// <summary>0 for the connection itself.</summary>
    public int StreamId { get; private init; }

    /// <summary>UTF-8; empty in all but the first message of a stream.</summary>
    public ReadOnlyMemory<byte> Operation { get; private init; }

    /// <summary>UTF-8; of Connect.</summary>
    public ReadOnlyMemory<byte> Version { get; private init; }

    /// <summary>UTF-8; empty where there is none.</summary>
    public ReadOnlyMemory<byte> ContentType { get; private init; }

    /// <summary>Name of the payload's shape in UTF-8; empty where there is none.</summary>
    public ReadOnlyMemory<byte> ServiceModelType { get; private init; }

    /// <summary>All headers as they were received.</summary>
    public ReadOnlyMemory<byte> Headers { get; private init; }

    public ReadOnlySequence<byte> Payload { get; private init; }

    public bool Terminates => (Flags & MessageFlags.TerminateStream) != 0;

    // hot: per message
    public static RpcStatus TryRead(in EventMessage message, out RpcMessage rpc)
    {
        rpc = default;
        var headers = message.Headers.IsSingleSegment ? message.Headers.First : message.Headers.ToArray();
        int? type = null, flags = null, stream = null;
        ReadOnlyMemory<byte> operation = default, version = default, contentType = default, model = default;
        var reader = new HeaderReader(headers.Span);
        while (reader.Next())
        {
            if (reader.Type == HeaderType.Number32)
            {
                if (Is(reader.Name, RpcNames.MessageType)) type ??= reader.ReadNumber32();
                else if (Is(reader.Name, RpcNames.MessageFlags)) flags ??= reader.ReadNumber32();
                else if (Is(reader.Name, RpcNames.StreamId)) stream ??= reader.ReadNumber32();
            }
            else if (reader.Type == HeaderType.Text)
            {
                var value = headers.Slice(reader.ValueOffset, reader.Value.Length);
                if (Is(reader.Name, RpcNames.Operation)) operation = value;
                else if (reader.Name.SequenceEqual(RpcNames.Version)) version = value;
                else if (reader.Name.SequenceEqual(RpcNames.ContentType)) contentType = value;
                else if (reader.Name.SequenceEqual(RpcNames.ServiceModelType)) model = value;
            }
        }
        if (reader.IsBroken) return RpcStatus.BadHeaders;
        if (type is null || flags is null || stream is null) return RpcStatus.MissingHeaders;
        rpc = new RpcMessage
        {
            Type = (MessageType)type,
            Flags = (MessageFlags)flags,
            StreamId = stream.Value,
            Operation = operation,
            Version = version,
            ContentType = contentType,
            ServiceModelType = model,
            Headers = headers,
            Payload = message.Payload,
        };
        return RpcStatus.Ok;
    }

    /// <summary>These names are compared without regard to case.</summary>
    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> known) =>
        name.Length == known.Length && Ascii.EqualsIgnoreCase(name, known);
}
