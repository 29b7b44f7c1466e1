using System.Text.Json.Serialization;

namespace Shoreline.Edge.Exports.S3;

/// <summary>Status of the stream manager specification, 4.2. A number in status messages, a name in state files.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<S3TaskStatus>))]
internal enum S3TaskStatus
{
    Success = 0,
    Failure = 1,
    InProgress = 2,
    Warning = 3,
    Canceled = 4,
}

/// <summary>A task's message.</summary>
internal readonly record struct S3TaskId(string Stream, string Incarnation, long Sequence);
