using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Shoreline.Core;
using Shoreline.Greengrass.StreamManager.Definitions;
using Shoreline.Streams;

namespace Shoreline.Edge.Exports.S3;

/// <summary>Tells a program by its status stream what becomes of its tasks (stream manager specification, 4.6 and 5.7).</summary>
/// <remarks>What the status stream does not take is lost and logged: the task goes on.</remarks>
internal sealed class S3TaskStatuses(StreamStore store, S3TaskOptions options, ILogger logger, TimeProvider time)
{
    private const int EventTypeS3Task = 0;

    // The program compares the URL letter for letter; what would only guard a web page is left as it is.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public Task InProgressAsync(S3TaskId id, S3Task? task, string message) => WriteAsync(id, task, S3TaskStatus.InProgress, StatusLevel.Info, message);

    public Task RetryAsync(S3TaskId id, S3Task? task, string message) => WriteAsync(id, task, S3TaskStatus.InProgress, StatusLevel.Debug, message);

    public Task PartAsync(S3TaskId id, S3Task? task, string message) => WriteAsync(id, task, S3TaskStatus.InProgress, StatusLevel.Trace, message);

    public Task SuccessAsync(S3TaskId id, S3Task? task, string message) => WriteAsync(id, task, S3TaskStatus.Success, StatusLevel.Info, message);

    public Task FailureAsync(S3TaskId id, S3Task? task, string message) => WriteAsync(id, task, S3TaskStatus.Failure, StatusLevel.Error, message);

    public Task WarningAsync(S3TaskId id, S3Task? task, string message) => WriteAsync(id, task, S3TaskStatus.Warning, StatusLevel.Warn, message);

    public Task CanceledAsync(S3TaskId id, S3Task? task, string message) => WriteAsync(id, task, S3TaskStatus.Canceled, StatusLevel.Warn, message);

    private async Task WriteAsync(S3TaskId id, S3Task? task, S3TaskStatus status, StatusLevel level, string message)
    {
        if (options.StatusStream is not { } name || level > options.StatusLevel) return;
        try
        {
            await store.Get(name).AppendAsync(Encode(id, task, status, level, message)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ShorelineException or IOException or ObjectDisposedException)
        {
            S3Log.StatusLost(logger, id.Sequence, id.Stream, status.ToString(), name, e.Message);
        }
    }

    private byte[] Encode(S3TaskId id, S3Task? task, S3TaskStatus status, StatusLevel level, string message)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(buffer, Plain);
        json.WriteStartObject();
        json.WriteNumber("eventType"u8, EventTypeS3Task);
        json.WriteNumber("statusLevel"u8, (int)level);
        json.WriteNumber("status"u8, (int)status);
        json.WriteStartObject("statusContext"u8);
        if (task is not null) WriteTask(json, task);
        json.WriteString("exportIdentifier"u8, options.Id);
        json.WriteString("streamName"u8, id.Stream);
        json.WriteNumber("sequenceNumber"u8, id.Sequence);
        json.WriteEndObject();
        json.WriteString("message"u8, message);
        json.WriteNumber("timestampEpochMs"u8, time.GetUtcNow().ToUnixTimeMilliseconds());
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteTask(Utf8JsonWriter json, S3Task task)
    {
        json.WriteStartObject("s3ExportTaskDefinition"u8);
        json.WriteString("inputUrl"u8, task.InputUrl);
        json.WriteString("bucket"u8, task.Bucket);
        json.WriteString("key"u8, task.Key);
        if (task.Metadata is { Count: > 0 } metadata)
        {
            json.WriteStartObject("userMetadata"u8);
            foreach (var (name, value) in metadata) json.WriteString(name, value);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }
}
