using System.Text;
using Microsoft.Extensions.Logging;
using Shoreline.Core;
using Shoreline.Greengrass.StreamManager.Documents;
using Shoreline.Streams;

namespace Shoreline.Edge.Exports.S3;

/// <summary>
/// Uploads the files that the messages of a stream name, one after the other, and reports on each (stream manager specification, 5.7). An
/// upload that was cut off is taken up where it ended, also by the next process.
/// </summary>
/// <remarks>
/// Each step is durable before the next: begun, settled, reported. So a program that deletes its file on seeing Success is never told of a
/// missing file afterwards, and a task that was settled is not settled differently later. The file is never deleted here.
/// </remarks>
internal sealed class S3TaskDestination : IExportDestination, IDisposable
{
    private readonly S3TaskOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly S3Client _s3;
    private readonly S3TaskStates _states;
    private readonly S3TaskStatuses _statuses;
    private volatile bool _unreachable;

    /// <param name="store">Holds the status stream.</param>
    public S3TaskDestination(S3TaskOptions options, StreamStore store, ILogger logger, TimeProvider time)
    {
        (_options, _logger, _time) = (options, logger, time);
        _s3 = new S3Client(options.Connection, time);
        _states = new S3TaskStates(options.StateFolder, options.Id);
        _statuses = new S3TaskStatuses(store, options, logger, time);
    }

    public string Id => _options.Id;

    /// <summary>Tasks run one after the other in order of their numbers.</summary>
    public ExportLimits Limits { get; } = new(BatchRecords: 1, BatchBytes: 1 << 20, WindowBatches: 1, WindowBytes: 1 << 20);

    /// <summary>Whether the last attempt got an answer.</summary>
    public bool IsReachable => !_unreachable;

    public ValueTask WaitReachableAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public void Dispose() => _s3.Dispose();

    public async Task<Delivery> DeliverAsync(ExportBatch batch, ISendPermit permit, CancellationToken cancellationToken)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            if (!batch.IsPending(i)) continue;
            var id = new S3TaskId(batch.Stream, batch.Incarnation, batch.Records[i].Sequence);
            var fault = S3TaskReader.Read(batch.Records[i].Payload, out var task);
            try
            {
                var state = await RunAsync(id, batch.Records[i], task, fault, permit, cancellationToken).ConfigureAwait(false);
                _unreachable = false;
                if (state.Refusal is { } refusal) batch.SetRefused(i, refusal);
                else batch.SetDelivered(i);
            }
            catch (S3Exception e)
            {
                _unreachable = e.Fault == S3Fault.Unreachable;
                await _statuses.RetryAsync(id, task, e.Message).ConfigureAwait(false);
                return _unreachable ? Delivery.Unreachable(e.Message) : Delivery.Failed(e.Message);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                await _statuses.RetryAsync(id, task, e.Message).ConfigureAwait(false);
                return Delivery.Failed(e.Message);
            }
        }
        return Delivery.Confirmed;
    }

    /// <summary>
    /// Reports the tasks of a stream that are not settled as canceled, and throws away what was uploaded of them. Call it when the export
    /// or the stream is about to be deleted, with no attempt under way: nobody tries again what fails here.
    /// </summary>
    /// <param name="from">The export's next message.</param>
    /// <param name="reason">One line for the program.</param>
    public async Task CancelOpenAsync(DurableStream stream, long from, string reason, CancellationToken cancellationToken)
    {
        var state = _states.Read(stream.Name);
        var next = Math.Max(from, stream.OldestSequence);
        if (state is not null && (state.Incarnation != stream.Incarnation || state.Sequence < next))
        {
            await EndLostAsync(state, isLastChance: true, cancellationToken).ConfigureAwait(false);
        }
        using var records = new RecordBatch();
        while (stream.Read(Math.Max(0, next), maxCount: 100, maxBytes: 1 << 20, records) > 0)
        {
            foreach (var record in records)
            {
                next = record.Sequence + 1;
                var id = new S3TaskId(stream.Name, stream.Incarnation, record.Sequence);
                _ = S3TaskReader.Read(record.Payload, out var task);
                if (state?.Id == id)
                {
                    if (state.Phase == S3TaskPhase.Reported) continue;
                    await Uploader(id, task, FreePermit.Instance).AbandonAsync(state, cancellationToken, isLastChance: true)
                        .ConfigureAwait(false);
                }
                await _statuses.CanceledAsync(id, task, reason).ConfigureAwait(false);
            }
        }
        _states.Delete(stream.Name);
    }

    /// <summary>Brings one task to its end.</summary>
    private async Task<S3TaskState> RunAsync(
        S3TaskId id, StreamRecord message, S3ExportTaskDefinition? task, string? fault, ISendPermit permit,
        CancellationToken cancellationToken)
    {
        var state = await ReadStateAsync(id, cancellationToken).ConfigureAwait(false);
        if (state is null or { Phase: S3TaskPhase.Started })
        {
            state = fault is not null || task is null
                ? _states.Write(Settled(id, message, UploadStatus.Failure, fault ?? "the task names no file"))
                : await UploadAsync(id, message, task, state, permit, cancellationToken).ConfigureAwait(false);
        }
        if (state.Phase == S3TaskPhase.Settled)
        {
            await ReportAsync(id, task, state).ConfigureAwait(false);
            state = _states.Write(state with { Phase = S3TaskPhase.Reported });
        }
        return state;
    }

    private Task ReportAsync(S3TaskId id, S3ExportTaskDefinition? task, S3TaskState state) => state.Outcome switch
    {
        UploadStatus.Success => _statuses.SuccessAsync(id, task, $"uploaded {state.Source.Bytes} bytes to {state.Target}"),
        UploadStatus.Canceled => _statuses.CanceledAsync(id, task, state.Refusal ?? "canceled"),
        _ => _statuses.FailureAsync(id, task, state.Refusal ?? "failed"),
    };

    private bool IsExpired(long appendedAtNs) =>
        _options.TimeToLive is { } limit && _time.GetUtcNow() - Timestamps.FromNs(appendedAtNs) > limit;

    private async Task<S3TaskState> UploadAsync(
        S3TaskId id, StreamRecord message, S3ExportTaskDefinition task, S3TaskState? state, ISendPermit permit,
        CancellationToken cancellationToken)
    {
        if (state is null && IsExpired(message.AppendedAtNs))
        {
            var reason = $"the task was not begun within its time to live, {_options.TimeToLive?.TotalSeconds:0} s";
            return _states.Write(Settled(id, message, UploadStatus.Canceled, reason));
        }
        _ = FileUrl.TryGetPath(task.InputUrl, out var path);
        var source = SourceFile.Look(FileUrl.Locate(path), out var missing);
        if (source?.Bytes > PartPlan.MaxObjectBytes)
        {
            missing = $"the file {path} is larger than S3 takes, {PartPlan.MaxObjectBytes:N0} bytes";
        }
        if (missing is not null || source is null) return await GiveUpAsync(id, message, task, state, missing!, cancellationToken)
            .ConfigureAwait(false);

        var upload = Uploader(id, task, permit);
        if (state is null)
        {
            if (!KeyTemplate.TryResolve(task.Key, _time.GetUtcNow(), out var key))
            {
                return _states.Write(Settled(id, message, UploadStatus.Failure, key));
            }
            state = _states.Write(New(id, message) with { Bucket = task.Bucket, Key = key, Source = source.Value });
            await _statuses.InProgressAsync(id, task, $"uploading {source.Value.Bytes} bytes to {state.Target}").ConfigureAwait(false);
        }
        else if (state.Source != source)
        {
            state = await upload.AbandonAsync(state, cancellationToken).ConfigureAwait(false); // what was uploaded is of another content
            state = _states.Write(state with { Source = source.Value });
        }
        try
        {
            if (await upload.RunAsync(state, MetadataOf(task), cancellationToken).ConfigureAwait(false))
            {
                return _states.Write(state with { Phase = S3TaskPhase.Settled, Outcome = UploadStatus.Success, UploadId = null });
            }
        }
        catch (S3Exception e) when (!e.IsTransient)
        {
            return await GiveUpAsync(id, message, task, _states.Read(id.Stream) ?? state, e.Message, cancellationToken)
                .ConfigureAwait(false);
        }
        throw new IOException($"The file {source.Value.Path} changed while it was uploaded; the upload begins anew.");
    }

    /// <summary>Settles a task that cannot be done.</summary>
    private async Task<S3TaskState> GiveUpAsync(
        S3TaskId id, StreamRecord message, S3ExportTaskDefinition task, S3TaskState? state, string reason,
        CancellationToken cancellationToken)
    {
        if (state is not null) await AbandonAsync(state, task, cancellationToken).ConfigureAwait(false);
        return _states.Write(Settled(id, message, UploadStatus.Failure, reason));
    }

    /// <summary>
    /// The state of this very task. One of another task that was not reported is that of a task which will not come again: its stream has
    /// lost it, or was deleted and made again. A task of a higher number is not lost, the export went back: it will come.
    /// </summary>
    private async Task<S3TaskState?> ReadStateAsync(S3TaskId id, CancellationToken cancellationToken)
    {
        var state = _states.Read(id.Stream);
        if (state is null || state.Id == id) return state;
        var comesAgain = state.Incarnation == id.Incarnation && state.Sequence > id.Sequence;
        if (comesAgain) await AbandonAsync(state, task: null, cancellationToken).ConfigureAwait(false);
        else await EndLostAsync(state, isLastChance: false, cancellationToken).ConfigureAwait(false);
        return null;
    }

    /// <summary>
    /// Tells the program how a task ended of which the message is gone: a task that it was told of as begun must not stay without an end.
    /// </summary>
    private async Task EndLostAsync(S3TaskState state, bool isLastChance, CancellationToken cancellationToken)
    {
        if (state.Phase == S3TaskPhase.Reported) return;
        var task = state.ReadTask();
        if (state.Phase == S3TaskPhase.Started)
        {
            var uploader = Uploader(state.Id, task, FreePermit.Instance);
            state = await uploader.AbandonAsync(state, cancellationToken, isLastChance).ConfigureAwait(false);
            const string Reason = "the task left its stream, overwritten or deleted, before the upload was done";
            state = state with { Outcome = UploadStatus.Canceled, Refusal = Reason };
        }
        await ReportAsync(state.Id, task, state).ConfigureAwait(false);
        _states.Write(state with { Phase = S3TaskPhase.Reported });
    }

    private async Task AbandonAsync(S3TaskState state, S3ExportTaskDefinition? task, CancellationToken cancellationToken)
    {
        await Uploader(state.Id, task, FreePermit.Instance).AbandonAsync(state, cancellationToken).ConfigureAwait(false);
    }

    private S3TaskUpload Uploader(S3TaskId id, S3ExportTaskDefinition? task, ISendPermit permit) => new(_s3, _states, _options, permit)
    {
        OnPart = (number, count) => _statuses.PartAsync(id, task, $"part {number} of {count} is uploaded"),
        OnLeft = (target, reason) =>
        {
            S3Log.UploadLeft(_logger, id.Sequence, id.Stream, target.ToString(), reason);
            return _statuses.WarningAsync(id, task, $"a part of {target} is left at the server: {reason}");
        },
    };

    private S3TaskState New(S3TaskId id, StreamRecord message) => new()
    {
        Schema = S3TaskState.CurrentSchema,
        Stream = id.Stream,
        Incarnation = id.Incarnation,
        Export = _options.Id,
        Sequence = id.Sequence,
        Message = Encoding.UTF8.GetString(message.Payload.Span),
        Phase = S3TaskPhase.Started,
    };

    private S3TaskState Settled(S3TaskId id, StreamRecord message, UploadStatus outcome, string refusal) =>
        New(id, message) with { Phase = S3TaskPhase.Settled, Outcome = outcome, Refusal = refusal };

    private static S3Metadata MetadataOf(S3ExportTaskDefinition task)
    {
        var metadata = new S3Metadata();
        foreach (var (name, value) in task.UserMetadata ?? new Dictionary<string, string>()) metadata[name] = value;
        return metadata;
    }
}
