using Shoreline.Greengrass.Cbor;

namespace Shoreline.Greengrass.StreamManager.Messages;

/// <summary>Adds one message to a stream (specification, 3.6).</summary>
public sealed record AppendMessageRequest : StreamManagerRequest
{
    public override Operation Operation => Operation.AppendMessage;

    public required string Name { get; init; }

    /// <summary>At least one byte. In a request that was read, a part of the frame's memory.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    private protected override void WriteFields(CborWriter writer)
    {
        writer.Key("name"u8).Text(Name);
        writer.Key("payload"u8).Bytes(Payload.Span);
    }

    internal static AppendMessageRequest Read(ref CborReader reader, string requestId)
    {
        string? name = null;
        ReadOnlyMemory<byte>? payload = null;
        for (var items = reader.ReadMap(); reader.NextField(ref items, out var key);)
        {
            if (key.SequenceEqual("name"u8)) name = reader.ReadText();
            else if (key.SequenceEqual("payload"u8)) payload = reader.ReadBytes();
            else reader.Skip();
        }
        var request = new AppendMessageRequest
        {
            RequestId = requestId,
            Name = Fields.Name(name, "name"),
            Payload = Fields.Required(payload, "payload"),
        };
        return request.Payload.IsEmpty ? throw new InvalidMessageException("'payload' is empty; at least one byte is wanted") : request;
    }
}

public sealed record AppendMessageResponse : StreamManagerResponse
{
    /// <summary>Set on success.</summary>
    public long? SequenceNumber { get; init; }

    private protected override void WriteFields(CborWriter writer) => writer.Optional("sequenceNumber"u8, SequenceNumber);

    internal static AppendMessageResponse Read(ref CborReader reader)
    {
        var common = new Common();
        long? sequence = null;
        for (var items = reader.ReadMap(); reader.NextField(ref items, out var key);)
        {
            if (key.SequenceEqual("sequenceNumber"u8)) sequence = reader.ReadInteger();
            else common.ReadOrSkip(key, ref reader);
        }
        return new AppendMessageResponse
        {
            RequestId = common.RequestId,
            Status = common.Status,
            ErrorMessage = common.ErrorMessage,
            SequenceNumber = sequence,
        };
    }
}
