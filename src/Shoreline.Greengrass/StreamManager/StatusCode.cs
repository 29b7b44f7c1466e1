namespace Shoreline.Greengrass.StreamManager;

/// <summary>How a request went (specification, 3.2). Clients lose their connection over any other number.</summary>
public enum StatusCode
{
    Success = 0,
    UnknownFailure = 1,
    Unauthorized = 2,
    InvalidRequest = 3,
    RequestPayloadTooLarge = 4,
    ResourceNotFound = 5,
    ServerTimeout = 6,
    ResponsePayloadTooLarge = 7,
    UnsupportedConnectVersion = 8,
    UnexpectedOperation = 9,
    UnsupportedProtocolVersion = 10,
    InvalidProtocolVersion = 11,
    FailedToConnect = 12,
    NotEnoughMessages = 13,
    MessageStoreReadError = 14,
    OutOfMemoryError = 15,
    UpdateFailed = 16,
    UpdateNotAllowed = 17,
    UnknownOperation = 18,
}
