using Microsoft.Extensions.Logging;

namespace Shoreline.Edge.Exports.S3;

/// <summary>What exports to S3 tell the operator beside what all exports do. Ids from 5150.</summary>
internal static partial class S3Log
{
    [LoggerMessage(5150, LogLevel.Warning, "S3 task {Sequence} of stream {Stream}: its status {Status} is lost, the stream {StatusStream} did not take it: {Reason}")]
    public static partial void StatusLost(ILogger logger, long sequence, string stream, string status, string statusStream, string reason);

    [LoggerMessage(5151, LogLevel.Warning, "S3 task {Sequence} of stream {Stream}: the parts of {Target} that were uploaded are left at the server: {Reason}")]
    public static partial void UploadLeft(ILogger logger, long sequence, string stream, string target, string reason);
}
