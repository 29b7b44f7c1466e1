using Microsoft.Extensions.Logging;
using Shoreline.Core;
using Shoreline.Greengrass.StreamManager.Definitions;
using Shoreline.Greengrass.StreamManager.Documents;
using Shoreline.Streams;

namespace Shoreline.Edge.Exports.S3;

/// <summary>Tells a program by its status stream what becomes of its tasks (stream manager specification, 4.6 and 5.7).</summary>
/// <remarks>What the status stream does not take is lost and logged: the task goes on.</remarks>
internal sealed class S3TaskStatuses(StreamStore store, S3TaskOptions options, ILogger logger, TimeProvider time)
{
    public Task InProgressAsync(S3TaskId id, S3ExportTaskDefinition? task, string message) =>
        WriteAsync(id, task, UploadStatus.InProgress, StatusLevel.Info, message);

    public Task RetryAsync(S3TaskId id, S3ExportTaskDefinition? task, string message) =>
        WriteAsync(id, task, UploadStatus.InProgress, StatusLevel.Debug, message);

    public Task PartAsync(S3TaskId id, S3ExportTaskDefinition? task, string message) =>
        WriteAsync(id, task, UploadStatus.InProgress, StatusLevel.Trace, message);

    public Task SuccessAsync(S3TaskId id, S3ExportTaskDefinition? task, string message) =>
        WriteAsync(id, task, UploadStatus.Success, StatusLevel.Info, message);

    public Task FailureAsync(S3TaskId id, S3ExportTaskDefinition? task, string message) =>
        WriteAsync(id, task, UploadStatus.Failure, StatusLevel.Error, message);

    public Task WarningAsync(S3TaskId id, S3ExportTaskDefinition? task, string message) =>
        WriteAsync(id, task, UploadStatus.Warning, StatusLevel.Warn, message);

    public Task CanceledAsync(S3TaskId id, S3ExportTaskDefinition? task, string message) =>
        WriteAsync(id, task, UploadStatus.Canceled, StatusLevel.Warn, message);

    private async Task WriteAsync(S3TaskId id, S3ExportTaskDefinition? task, UploadStatus status, StatusLevel level, string message)
    {
        if (options.StatusStream is not { } name || level > options.StatusLevel) return;
        try
        {
            await store.Get(name).AppendAsync(Message(id, task, status, level, message).Encode()).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ShorelineException or IOException or ObjectDisposedException)
        {
            S3Log.StatusLost(logger, id.Sequence, id.Stream, status.ToString(), name, e.Message);
        }
    }

    private StatusMessage Message(S3TaskId id, S3ExportTaskDefinition? task, UploadStatus status, StatusLevel level, string text) => new()
    {
        EventType = EventType.S3Task,
        StatusLevel = level,
        Status = status,
        StatusContext = new StatusContext
        {
            S3ExportTaskDefinition = task,
            ExportIdentifier = options.Id,
            StreamName = id.Stream,
            SequenceNumber = id.Sequence,
        },
        Message = text,
        TimestampEpochMs = time.GetUtcNow().ToUnixTimeMilliseconds(),
    };
}
