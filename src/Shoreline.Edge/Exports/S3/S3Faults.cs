using System.Net;
using Amazon.Runtime;

namespace Shoreline.Edge.Exports.S3;

/// <summary>Tells what an S3 server's refusal means for the sender. Codes: Amazon S3 API Reference, "Error responses".</summary>
internal static class S3Faults
{
    public static S3Fault Of(AmazonServiceException refusal) => refusal.ErrorCode switch
    {
        // The clock or the keys of the moment: both mend themselves. The first two come as 400 or 403 beside others that do not.
        "RequestTimeTooSkewed" or "ExpiredToken" or "TokenRefreshRequired" => S3Fault.Busy,
        "RequestTimeout" or "SlowDown" or "OperationAborted" or "BadDigest" or "XAmzContentSHA256Mismatch" or "IncompleteBody"
            => S3Fault.Busy,
        "Throttling" or "ThrottlingException" or "RequestLimitExceeded" or "QuotaExceeded" or "ServiceUnavailable" or "InternalError"
            => S3Fault.Busy,
        "NoSuchUpload" => S3Fault.UploadGone,
        "EntityTooLarge" or "KeyTooLongError" or "MetadataTooLarge" or "MaxMessageLengthExceeded" => S3Fault.TooLarge,
        "NoSuchBucket" or "InvalidBucketName" or "InvalidToken" or "AuthorizationHeaderMalformed" or "NotImplemented" => S3Fault.Denied,
        _ => OfStatus(refusal.StatusCode),
    };

    private static S3Fault OfStatus(HttpStatusCode status) => status switch
    {
        0 => S3Fault.Unreachable,
        HttpStatusCode.RequestEntityTooLarge => S3Fault.TooLarge,
        HttpStatusCode.RequestTimeout or HttpStatusCode.Conflict or HttpStatusCode.TooManyRequests => S3Fault.Busy,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed =>
            S3Fault.Denied,
        HttpStatusCode.NotImplemented => S3Fault.Denied,
        < HttpStatusCode.BadRequest => S3Fault.Denied, // a redirect: another region's bucket, or no S3 server at all
        < HttpStatusCode.InternalServerError => S3Fault.Invalid,
        _ => S3Fault.Busy,
    };
}
