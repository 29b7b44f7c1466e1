namespace Shoreline.Greengrass.StreamManager;

/// <summary>Second part of a frame's header (specification, 3.1).</summary>
public enum Operation : sbyte
{
    Unknown = 0,
    Connect = 1,
    CreateMessageStream = 2,
    DeleteMessageStream = 3,
    AppendMessage = 4,
    ReadMessages = 5,
    ConnectResponse = 6,
    CreateMessageStreamResponse = 7,
    DeleteMessageStreamResponse = 8,
    AppendMessageResponse = 9,
    ReadMessagesResponse = 10,
    ListStreams = 11,
    ListStreamsResponse = 12,
    DescribeMessageStream = 13,
    DescribeMessageStreamResponse = 14,
    UpdateMessageStream = 15,
    UpdateMessageStreamResponse = 16,
    UnknownOperationError = 17,
}

public static class Operations
{
    /// <summary>The operation that answers a request; <see cref="Operation.UnknownOperationError"/> for what is no request.</summary>
    public static Operation Answer(this Operation request) => request switch
    {
        Operation.Connect => Operation.ConnectResponse,
        Operation.CreateMessageStream => Operation.CreateMessageStreamResponse,
        Operation.DeleteMessageStream => Operation.DeleteMessageStreamResponse,
        Operation.AppendMessage => Operation.AppendMessageResponse,
        Operation.ReadMessages => Operation.ReadMessagesResponse,
        Operation.ListStreams => Operation.ListStreamsResponse,
        Operation.DescribeMessageStream => Operation.DescribeMessageStreamResponse,
        Operation.UpdateMessageStream => Operation.UpdateMessageStreamResponse,
        _ => Operation.UnknownOperationError,
    };
}
