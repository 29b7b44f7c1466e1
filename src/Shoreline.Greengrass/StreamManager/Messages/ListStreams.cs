using Shoreline.Greengrass.Cbor;

namespace Shoreline.Greengrass.StreamManager.Messages;

/// <summary>Asks for the names of all streams (specification, 3.8).</summary>
public sealed record ListStreamsRequest : StreamManagerRequest
{
    public override Operation Operation => Operation.ListStreams;
}

public sealed record ListStreamsResponse : StreamManagerResponse
{
    /// <summary>Set on success, also where there are none.</summary>
    public IReadOnlyList<string>? Streams { get; init; }

    private protected override void WriteFields(CborWriter writer) =>
        writer.Optional("streams"u8, Streams, static (w, name) => w.Text(name));

    internal static ListStreamsResponse Read(ref CborReader reader)
    {
        var common = new Common();
        IReadOnlyList<string>? streams = null;
        for (var items = reader.ReadMap(); reader.NextField(ref items, out var key);)
        {
            if (key.SequenceEqual("streams"u8)) streams = reader.ReadList(static (ref CborReader r) => r.ReadText());
            else common.ReadOrSkip(key, ref reader);
        }
        return new ListStreamsResponse
        {
            RequestId = common.RequestId,
            Status = common.Status,
            ErrorMessage = common.ErrorMessage,
            Streams = streams,
        };
    }
}
