using Shoreline.Greengrass.Cbor;

namespace Shoreline.Greengrass.StreamManager.Messages;

/// <summary>Removes a stream with its data (specification, 3.5). The answer is a plain response.</summary>
public sealed record DeleteMessageStreamRequest : StreamManagerRequest
{
    public override Operation Operation => Operation.DeleteMessageStream;

    public required string Name { get; init; }

    private protected override void WriteFields(CborWriter writer) => writer.Key("name"u8).Text(Name);

    internal static DeleteMessageStreamRequest Read(ref CborReader reader, string requestId)
    {
        string? name = null;
        for (var items = reader.ReadMap(); reader.NextField(ref items, out var key);)
        {
            if (key.SequenceEqual("name"u8)) name = reader.ReadText();
            else reader.Skip();
        }
        return new DeleteMessageStreamRequest { RequestId = requestId, Name = Fields.Name(name, "name") };
    }
}
