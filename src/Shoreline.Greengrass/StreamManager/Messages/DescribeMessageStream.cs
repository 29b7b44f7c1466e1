using Shoreline.Greengrass.Cbor;
using Shoreline.Greengrass.StreamManager.Definitions;

namespace Shoreline.Greengrass.StreamManager.Messages;

/// <summary>Asks for a stream's definition and state (specification, 3.9).</summary>
public sealed record DescribeMessageStreamRequest : StreamManagerRequest
{
    public override Operation Operation => Operation.DescribeMessageStream;

    public required string Name { get; init; }

    private protected override void WriteFields(CborWriter writer) => writer.Key("name"u8).Text(Name);

    internal static DescribeMessageStreamRequest Read(ref CborReader reader, string requestId)
    {
        string? name = null;
        for (var items = reader.ReadMap(); reader.NextField(ref items, out var key);)
        {
            if (key.SequenceEqual("name"u8)) name = reader.ReadText();
            else reader.Skip();
        }
        return new DescribeMessageStreamRequest { RequestId = requestId, Name = Fields.Name(name, "name") };
    }
}

public sealed record DescribeMessageStreamResponse : StreamManagerResponse
{
    /// <summary>Set on success.</summary>
    public MessageStreamInfo? MessageStreamInfo { get; init; }

    private protected override void WriteFields(CborWriter writer)
    {
        if (MessageStreamInfo is not { } info) return;
        writer.Key("messageStreamInfo"u8);
        info.Write(writer);
    }

    internal static DescribeMessageStreamResponse Read(ref CborReader reader)
    {
        var common = new Common();
        MessageStreamInfo? info = null;
        for (var items = reader.ReadMap(); reader.NextField(ref items, out var key);)
        {
            if (key.SequenceEqual("messageStreamInfo"u8)) info = MessageStreamInfo.Read(ref reader);
            else common.ReadOrSkip(key, ref reader);
        }
        return new DescribeMessageStreamResponse
        {
            RequestId = common.RequestId,
            Status = common.Status,
            ErrorMessage = common.ErrorMessage,
            MessageStreamInfo = info,
        };
    }
}
