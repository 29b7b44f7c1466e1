using System.Text;
using Shoreline.Greengrass.Cbor;

namespace Shoreline.Greengrass.StreamManager.Messages;

/// <summary>What a client sends.</summary>
public abstract record StreamManagerRequest
{
    /// <summary>Comes back in the answer. Not unique: one of the official clients always sends a space.</summary>
    public required string RequestId { get; init; }

    public abstract Operation Operation { get; }

    /// <summary>Writes the payload: one map, the request id first.</summary>
    public void Write(CborWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var map = writer.BeginMap();
        writer.Key("requestId"u8).Text(RequestId);
        WriteFields(writer);
        writer.EndMap(map);
    }

    /// <summary>Reads the payload of a request. The request refers to the payload's memory where it holds bytes.</summary>
    /// <param name="operation">A request's operation.</param>
    /// <param name="payload">CBOR that <see cref="RequestId.TryRead"/> took.</param>
    /// <exception cref="InvalidMessageException">A field is missing, of another type, or out of range.</exception>
    public static StreamManagerRequest Read(Operation operation, ReadOnlyMemory<byte> payload, string requestId)
    {
        var reader = new CborReader(payload);
        try
        {
            return operation switch
            {
                Operation.Connect => ConnectRequest.Read(ref reader, requestId),
                Operation.CreateMessageStream => CreateMessageStreamRequest.Read(ref reader, requestId),
                Operation.DeleteMessageStream => DeleteMessageStreamRequest.Read(ref reader, requestId),
                Operation.AppendMessage => AppendMessageRequest.Read(ref reader, requestId),
                Operation.ReadMessages => ReadMessagesRequest.Read(ref reader, requestId),
                Operation.ListStreams => new ListStreamsRequest { RequestId = requestId },
                Operation.DescribeMessageStream => DescribeMessageStreamRequest.Read(ref reader, requestId),
                Operation.UpdateMessageStream => UpdateMessageStreamRequest.Read(ref reader, requestId),
                _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "not a request"),
            };
        }
        catch (CborKindException e)
        {
            throw new InvalidMessageException($"'{Encoding.UTF8.GetString(reader.LastKey)}': {e.Message}", e);
        }
    }

    private protected virtual void WriteFields(CborWriter writer) { }
}
