using Shoreline.Greengrass.Cbor;

namespace Shoreline.Greengrass.StreamManager.Messages;

/// <summary>One message of a stream (specification, 4.5).</summary>
/// <param name="IngestTimeMs">When the server took it in, in milliseconds since the Unix epoch.</param>
/// <param name="Payload">In a message that was read, a part of the frame's memory.</param>
public readonly record struct Message(string StreamName, long SequenceNumber, long IngestTimeMs, ReadOnlyMemory<byte> Payload)
{
    internal static Message Read(ref CborReader reader)
    {
        string? name = null;
        long? sequence = null;
        long time = 0;
        ReadOnlyMemory<byte> payload = default;
        for (var items = reader.ReadMap(); reader.NextField(ref items, out var key);)
        {
            if (key.SequenceEqual("streamName"u8)) name = reader.ReadText();
            else if (key.SequenceEqual("sequenceNumber"u8)) sequence = reader.ReadInteger();
            else if (key.SequenceEqual("ingestTime"u8)) time = reader.ReadInteger();
            else if (key.SequenceEqual("payload"u8)) payload = reader.ReadBytes();
            else reader.Skip();
        }
        return new Message(name ?? "", Fields.Required(sequence, "sequenceNumber"), time, payload);
    }

    internal void Write(CborWriter writer)
    {
        var map = writer.BeginMap();
        writer.Key("streamName"u8).Text(StreamName);
        writer.Key("sequenceNumber"u8).Number(SequenceNumber);
        writer.Key("ingestTime"u8).Number(IngestTimeMs);
        writer.Key("payload"u8).Bytes(Payload.Span);
        writer.EndMap(map);
    }
}
