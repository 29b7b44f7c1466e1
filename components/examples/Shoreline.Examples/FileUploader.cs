using Shoreline.Greengrass.StreamManager.Definitions;
using Shoreline.Greengrass.StreamManager.Documents;
using Shoreline.Sdk;

namespace Shoreline.Examples;

/// <summary>Has the gateway upload files to S3, and deletes each once it is there. README.md shows it step by step.</summary>
/// <remarks>
/// A task is a message in one stream, what became of it one in another. A program that is killed in between leaves its file: run again, it appends the task again,
/// and the object is written a second time.
/// </remarks>
public sealed class FileUploader(StreamManagerClient client, FileUploaderOptions options)
{
    /// <summary>Makes both streams where they are missing. The one for status messages must be there first.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await client.CreateMessageStreamIfMissingAsync(
            new() { Name = options.StatusStream, StrategyOnFull = StrategyOnFull.OverwriteOldestData, MaxSize = 16 << 20, StreamSegmentSize = 1 << 20 },
            cancellationToken).ConfigureAwait(false);
        await client.CreateMessageStreamIfMissingAsync(new()
        {
            Name = options.TaskStream,
            StrategyOnFull = StrategyOnFull.RejectNewData,
            ExportDefinition = new()
            {
                S3TaskExecutor = [new() { Identifier = options.Export, StatusConfig = new() { StatusStreamName = options.StatusStream } }],
            },
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Uploads one file, waits for what becomes of it, and deletes it once it is in the bucket.</summary>
    /// <param name="path">An existing file that does not change any more.</param>
    /// <param name="key">Key of the object; <c>!{timestamp:yyyy/MM/dd}</c> becomes the day of the upload.</param>
    /// <param name="progress">Told each status message of this file.</param>
    /// <returns>The last status message: Success, Failure or Canceled.</returns>
    public async Task<StatusMessage> UploadAsync(string path, string key, Action<StatusMessage>? progress, CancellationToken cancellationToken)
    {
        var task = new S3ExportTaskDefinition { InputUrl = new Uri(Path.GetFullPath(path)).AbsoluteUri, Bucket = options.Bucket, Key = key };
        var before = await client.DescribeMessageStreamAsync(options.StatusStream, cancellationToken).ConfigureAwait(false);
        var sequence = await client.AppendMessageAsync(options.TaskStream, task.Encode(), cancellationToken).ConfigureAwait(false);
        await foreach (var message in client.ReadStreamAsync(options.StatusStream, before.StorageStatus.NewestSequenceNumber + 1, cancellationToken).ConfigureAwait(false))
        {
            if (StatusMessage.TryDecode(message.Payload.Span, out var status) is not null) continue; // some other program's
            if (status!.StatusContext is not { } context || context.StreamName != options.TaskStream || context.SequenceNumber != sequence) continue;
            progress?.Invoke(status);
            if (status.Status is not (UploadStatus.Success or UploadStatus.Failure or UploadStatus.Canceled)) continue;
            if (status.Status == UploadStatus.Success) File.Delete(path);
            return status;
        }
        throw new OperationCanceledException(cancellationToken); // a stream that is followed has no other end
    }
}
