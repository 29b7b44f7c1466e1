using Shoreline.Core;

namespace Shoreline.Edge.Exports.S3;

/// <summary>A request to an S3 server failed.</summary>
internal sealed class S3Exception(S3Fault fault, string message, Exception? inner = null) : ShorelineException(message, inner)
{
    public S3Fault Fault { get; } = fault;

    public override bool IsTransient => Fault is S3Fault.Unreachable or S3Fault.Busy;
}

/// <summary>Why, by what the sender can do about it.</summary>
internal enum S3Fault
{
    /// <summary>There was no connection, or no answer: later.</summary>
    Unreachable,

    /// <summary>The server cannot just now: later.</summary>
    Busy,

    /// <summary>No bucket, no right, wrong keys: somebody has to mend it at the server or in the configuration.</summary>
    Denied,

    /// <summary>What was sent is larger than the server takes.</summary>
    TooLarge,

    /// <summary>The server knows no multipart upload of this id.</summary>
    UploadGone,

    /// <summary>The request is wrong and stays so.</summary>
    Invalid,
}
