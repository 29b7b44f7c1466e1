using System.Text;
using Shoreline.Greengrass.Cbor;

namespace Shoreline.Greengrass.StreamManager.Messages;

/// <summary>What a server sends.</summary>
public record StreamManagerResponse
{
    /// <summary>The request's; empty only where a handshake failed before it could be read.</summary>
    public required string RequestId { get; init; }

    public StatusCode Status { get; init; }

    /// <summary>What went wrong, for a person; null on success.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>Writes the payload: one map, the request id first, nothing that is null.</summary>
    public void Write(CborWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var map = writer.BeginMap();
        if (RequestId.Length > 0) writer.Key("requestId"u8).Text(RequestId);
        WriteBeforeStatus(writer);
        writer.Key("status"u8).Number((long)Status);
        writer.Optional("errorMessage"u8, ErrorMessage);
        WriteFields(writer);
        writer.EndMap(map);
    }

    /// <summary>Reads the payload of a response; a status that we do not know counts as <see cref="StatusCode.UnknownFailure"/>.</summary>
    /// <exception cref="InvalidMessageException">It is not what its operation says.</exception>
    public static StreamManagerResponse Read(Operation operation, ReadOnlyMemory<byte> payload)
    {
        var reader = new CborReader(payload);
        try
        {
            CborReader.Check(payload);
            return operation switch
            {
                Operation.ConnectResponse => ConnectResponse.Read(ref reader),
                Operation.AppendMessageResponse => AppendMessageResponse.Read(ref reader),
                Operation.ReadMessagesResponse => ReadMessagesResponse.Read(ref reader),
                Operation.ListStreamsResponse => ListStreamsResponse.Read(ref reader),
                Operation.DescribeMessageStreamResponse => DescribeMessageStreamResponse.Read(ref reader),
                Operation.CreateMessageStreamResponse or Operation.DeleteMessageStreamResponse or Operation.UpdateMessageStreamResponse
                    or Operation.UnknownOperationError => ReadPlain(ref reader),
                _ => throw new InvalidMessageException($"operation {(int)operation} is no response"),
            };
        }
        catch (CborKindException e)
        {
            throw new InvalidMessageException($"'{Encoding.UTF8.GetString(reader.LastKey)}': {e.Message}", e);
        }
        catch (CborFormatException e)
        {
            throw new InvalidMessageException(e.Message, e);
        }
    }

    private protected virtual void WriteBeforeStatus(CborWriter writer) { }

    private protected virtual void WriteFields(CborWriter writer) { }

    private static StreamManagerResponse ReadPlain(ref CborReader reader)
    {
        var common = new Common();
        for (var items = reader.ReadMap(); reader.NextField(ref items, out var key);) common.ReadOrSkip(key, ref reader);
        return new StreamManagerResponse { RequestId = common.RequestId, Status = common.Status, ErrorMessage = common.ErrorMessage };
    }

    /// <summary>The fields that all responses have, while they are read.</summary>
    private protected struct Common
    {
        private string? _requestId;
        private StatusCode? _status;

        public string? ErrorMessage;

        public readonly string RequestId => _requestId ?? "";

        public readonly StatusCode Status => Fields.Required(_status, "status");

        /// <summary>Takes the field if it is one of these, passes over it otherwise.</summary>
        public void ReadOrSkip(scoped ReadOnlySpan<byte> key, ref CborReader reader)
        {
            if (key.SequenceEqual("requestId"u8)) _requestId = reader.ReadText();
            else if (key.SequenceEqual("errorMessage"u8)) ErrorMessage = reader.ReadText();
            else if (key.SequenceEqual("status"u8)) _status = Known(reader.ReadInteger());
            else reader.Skip();
        }

        private static StatusCode Known(long status) =>
            status is >= 0 and <= (long)StatusCode.UnknownOperation ? (StatusCode)status : StatusCode.UnknownFailure;
    }
}
