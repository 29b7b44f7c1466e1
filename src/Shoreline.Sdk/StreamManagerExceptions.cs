using Shoreline.Core;
using Shoreline.Greengrass.StreamManager;
using Shoreline.Greengrass.StreamManager.Messages;

namespace Shoreline.Sdk;

// The names are those of the official clients (specification, 3.2), so that code and habits carry over.

/// <summary>The stream manager, or the way to it, failed.</summary>
public class StreamManagerException(string message, StatusCode? status = null, string? requestId = null, Exception? inner = null)
    : ShorelineException(message, inner)
{
    /// <summary>What the server answered; null where it did not.</summary>
    public StatusCode? Status { get; } = status;

    public string? RequestId { get; } = requestId;

    /// <summary>The exception for an answer that is not what was hoped for.</summary>
    internal static StreamManagerException OfAnswer(StreamManagerResponse answer) => answer.Status != StatusCode.Success
        ? Of(answer.Status, answer.ErrorMessage, answer.RequestId)
        : new($"The stream manager's answer to request {answer.RequestId} lacks what was asked for.", requestId: answer.RequestId);

    /// <summary>The exception for a status other than success.</summary>
    internal static StreamManagerException Of(StatusCode status, string? message, string requestId)
    {
        var text = string.IsNullOrEmpty(message) ? $"The stream manager answered {status}." : $"{message} ({status})";
        return status switch
        {
            StatusCode.UnknownFailure => new UnknownFailureException(text, requestId),
            StatusCode.Unauthorized => new UnauthorizedException(text, requestId),
            StatusCode.InvalidRequest => new InvalidRequestException(text, requestId),
            StatusCode.RequestPayloadTooLarge => new RequestPayloadTooLargeException(text, requestId),
            StatusCode.ResourceNotFound => new ResourceNotFoundException(text, requestId),
            StatusCode.ServerTimeout => new ServerTimeoutException(text, requestId),
            StatusCode.ResponsePayloadTooLarge => new ResponsePayloadTooLargeException(text, requestId),
            StatusCode.NotEnoughMessages => new NotEnoughMessagesException(text, requestId),
            StatusCode.MessageStoreReadError => new MessageStoreReadErrorException(text, requestId),
            StatusCode.OutOfMemoryError => new ServerOutOfMemoryException(text, requestId),
            StatusCode.UpdateFailed => new UpdateFailedException(text, requestId),
            StatusCode.UpdateNotAllowed => new UpdateNotAllowedException(text, requestId),
            StatusCode.UnknownOperation => new UnknownOperationException(text, requestId),
            _ => new StreamManagerException(text, status, requestId),
        };
    }
}

/// <summary>Arguments break a rule of the protocol; nothing was sent.</summary>
public sealed class ValidationException(string message) : StreamManagerException(message);

/// <summary>No connection could be made, or the handshake failed.</summary>
public sealed class ConnectFailedException(string message, StatusCode? status = null, Exception? inner = null) : StreamManagerException(
    message, status, null, inner)
{
    public override bool IsTransient => Status is null or StatusCode.UnknownFailure or StatusCode.ServerTimeout;
}

/// <summary>The connection ended before the answer came: whether the request was carried out is unknown.</summary>
public sealed class ConnectionLostException(string message, Exception? inner = null) : StreamManagerException(message, inner: inner)
{
    public override bool IsTransient => true;
}

/// <summary>Of messages that were sent together, one or more were not stored, or are not known to be.</summary>
public sealed class PartialAppendException(IReadOnlyList<long?> sequences, StreamManagerException first) : StreamManagerException(
    $"{sequences.Count(s => s is null)} of the {sequences.Count} messages sent were not acknowledged, and those behind them were not sent: {first.Message}",
    first.Status, first.RequestId, first)
{
    public override bool IsTransient => ((StreamManagerException)InnerException!).IsTransient;

    /// <summary>
    /// One entry for each message that was sent, in their order: its sequence number, or null where it was not acknowledged. Messages
    /// beyond the last entry were not sent. After a lost connection, one that is null here may be stored all the same.
    /// </summary>
    public IReadOnlyList<long?> Sequences { get; } = sequences;
}

/// <summary>No answer came in time: whether the request was carried out is unknown.</summary>
public sealed class ClientTimeoutException(string message, string requestId) : StreamManagerException(message, requestId: requestId)
{
    public override bool IsTransient => true;
}

public sealed class UnknownFailureException(string message, string requestId) : StreamManagerException(
    message, StatusCode.UnknownFailure, requestId)
{
    public override bool IsTransient => true;
}

public sealed class UnauthorizedException(string message, string requestId) : StreamManagerException(
    message, StatusCode.Unauthorized, requestId);

/// <summary>The request is wrong, the stream exists already, or the stream is full.</summary>
public class InvalidRequestException(string message, string requestId, StatusCode status = StatusCode.InvalidRequest)
    : StreamManagerException(message, status, requestId);

/// <summary>The update asks for a change that may not be made.</summary>
public sealed class UpdateNotAllowedException(string message, string requestId) : InvalidRequestException(
    message, requestId, StatusCode.UpdateNotAllowed);

public sealed class RequestPayloadTooLargeException(string message, string requestId)
    : StreamManagerException(message, StatusCode.RequestPayloadTooLarge, requestId);

/// <summary>There is no such stream.</summary>
public sealed class ResourceNotFoundException(string message, string requestId) : StreamManagerException(
    message, StatusCode.ResourceNotFound, requestId);

public sealed class ServerTimeoutException(string message, string requestId) : StreamManagerException(
    message, StatusCode.ServerTimeout, requestId)
{
    public override bool IsTransient => true;
}

public sealed class ResponsePayloadTooLargeException(string message, string requestId)
    : StreamManagerException(message, StatusCode.ResponsePayloadTooLarge, requestId);

/// <summary>Fewer messages than asked for came within the time.</summary>
public sealed class NotEnoughMessagesException(string message, string requestId) : StreamManagerException(
    message, StatusCode.NotEnoughMessages, requestId)
{
    public override bool IsTransient => true;
}

public sealed class MessageStoreReadErrorException(string message, string requestId)
    : StreamManagerException(message, StatusCode.MessageStoreReadError, requestId);

public sealed class ServerOutOfMemoryException(string message, string requestId) : StreamManagerException(
    message, StatusCode.OutOfMemoryError, requestId)
{
    public override bool IsTransient => true;
}

public sealed class UpdateFailedException(string message, string requestId) : StreamManagerException(
    message, StatusCode.UpdateFailed, requestId);

public sealed class UnknownOperationException(string message, string requestId) : StreamManagerException(
    message, StatusCode.UnknownOperation, requestId);
