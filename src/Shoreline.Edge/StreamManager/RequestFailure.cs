using Shoreline.Core;
using Shoreline.Greengrass.StreamManager;
using Shoreline.Streams;

namespace Shoreline.Edge.StreamManager;

/// <summary>A request that is answered with a status other than success.</summary>
internal sealed class RequestFailure(StatusCode status, string message) : ShorelineException(message)
{
    public StatusCode Status { get; } = status;

    /// <summary>The status for what went wrong (specification, 3.4 to 3.10); null for what we did not foresee.</summary>
    public static StatusCode? StatusOf(Exception exception) => exception switch
    {
        RequestFailure failure => failure.Status,
        InvalidMessageException or InvalidInputException or StreamExistsException or StreamFullException => StatusCode.InvalidRequest,
        RecordTooLargeException => StatusCode.RequestPayloadTooLarge,
        StreamNotFoundException => StatusCode.ResourceNotFound,
        StreamFaultyException => StatusCode.MessageStoreReadError,
        StreamUpdateException => StatusCode.UpdateNotAllowed,
        StreamBusyException or StreamWriteException or IOException => StatusCode.UnknownFailure,
        ObjectDisposedException => StatusCode.UnknownFailure, // the store is closing
        OutOfMemoryException => StatusCode.OutOfMemoryError,
        _ => null,
    };
}
