using Shoreline.Greengrass.Cbor;
using Shoreline.Greengrass.StreamManager.Definitions;

namespace Shoreline.Greengrass.StreamManager.Messages;

/// <summary>Makes a stream (specification, 3.4). The answer is a plain response.</summary>
public sealed record CreateMessageStreamRequest : StreamManagerRequest
{
    public override Operation Operation => Operation.CreateMessageStream;

    public required MessageStreamDefinition Definition { get; init; }

    private protected override void WriteFields(CborWriter writer)
    {
        writer.Key("definition"u8);
        Definition.Write(writer);
    }

    internal static CreateMessageStreamRequest Read(ref CborReader reader, string requestId)
    {
        MessageStreamDefinition? definition = null;
        for (var items = reader.ReadMap(); reader.NextField(ref items, out var key);)
        {
            if (key.SequenceEqual("definition"u8)) definition = MessageStreamDefinition.Read(ref reader);
            else reader.Skip();
        }
        return new CreateMessageStreamRequest { RequestId = requestId, Definition = Fields.Required(definition, "definition") };
    }
}
