using Shoreline.Greengrass.Cbor;
using Shoreline.Greengrass.StreamManager.Definitions;

namespace Shoreline.Greengrass.StreamManager.Messages;

/// <summary>Replaces a stream's definition (specification, 3.10). The answer is a plain response.</summary>
public sealed record UpdateMessageStreamRequest : StreamManagerRequest
{
    public override Operation Operation => Operation.UpdateMessageStream;

    public required MessageStreamDefinition Definition { get; init; }

    private protected override void WriteFields(CborWriter writer)
    {
        writer.Key("definition"u8);
        Definition.Write(writer);
    }

    internal static UpdateMessageStreamRequest Read(ref CborReader reader, string requestId)
    {
        MessageStreamDefinition? definition = null;
        for (var items = reader.ReadMap(); reader.NextField(ref items, out var key);)
        {
            if (key.SequenceEqual("definition"u8)) definition = MessageStreamDefinition.Read(ref reader);
            else reader.Skip();
        }
        return new UpdateMessageStreamRequest { RequestId = requestId, Definition = Fields.Required(definition, "definition") };
    }
}
