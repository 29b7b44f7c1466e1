using Microsoft.Extensions.Logging;
using Shoreline.Greengrass.StreamManager;
using Shoreline.Greengrass.StreamManager.Definitions;
using Shoreline.Greengrass.StreamManager.Messages;
using Shoreline.Streams;

namespace Shoreline.Edge.StreamManager;

/// <summary>Carries out the requests about whole streams (specification, 3.4, 3.5, 3.8 to 3.10), for all connections.</summary>
internal sealed class StreamRequests(StreamStore store, IExportStatuses? exports, ILogger logger, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _updating = new(1); // an update compares with what is there, so there is one at a time

    /// <param name="limit">How long the work may take. What takes longer goes on, but the client is told that it is not known to be
    /// done.</param>
    /// <exception cref="Exception">Whatever the engine throws; see <see cref="RequestFailure.StatusOf"/>.</exception>
    public async ValueTask<StreamManagerResponse> CarryOutAsync(StreamManagerRequest request, TimeSpan limit)
    {
        switch (request)
        {
            case ListStreamsRequest:
                return new ListStreamsResponse { RequestId = request.RequestId, Streams = [.. store.List().Select(s => s.Name)] };
            case DescribeMessageStreamRequest describe:
                var info = Describe(store.Get(describe.Name));
                return new DescribeMessageStreamResponse { RequestId = request.RequestId, MessageStreamInfo = info };
            case CreateMessageStreamRequest create:
                await WithinAsync(() => Task.Run(() => Create(create.Definition)), limit);
                break;
            case UpdateMessageStreamRequest update:
                await WithinAsync(() => Task.Run(() => UpdateAsync(update.Definition)), limit);
                break;
            case DeleteMessageStreamRequest delete:
                await WithinAsync(() => Task.Run(() => DeleteAsync(delete.Name)), limit);
                break;
            default:
                throw new ArgumentException($"{request.Operation} is not about a stream as a whole", nameof(request));
        }
        return new StreamManagerResponse { RequestId = request.RequestId };
    }

    public void Dispose() => _updating.Dispose();

    private async Task DeleteAsync(string name)
    {
        if (exports is not null && store.TryGet(name, out var stream)) await exports.EndAsync(stream);
        await store.DeleteAsync(name);
    }

    private async Task WithinAsync(Func<Task> work, TimeSpan limit)
    {
        var working = work();
        try
        {
            await working.WaitAsync(limit > TimeSpan.Zero ? limit : TimeSpan.FromMilliseconds(1), time);
        }
        catch (TimeoutException) when (!working.IsCompleted)
        {
            _ = working.ContinueWith(
                w => StreamServerLog.LateWork(logger, w.Exception?.GetBaseException().Message ?? "it was done", limit.TotalSeconds),
                TaskScheduler.Default);
            throw new RequestFailure(StatusCode.ServerTimeout, $"not done within {limit.TotalSeconds:0} s; it may still be");
        }
    }

    private void Create(MessageStreamDefinition definition)
    {
        if (definition.Faults() is { Count: > 0 } faults) throw Invalid(string.Join("; ", faults));
        CheckStatusStreams(definition, before: null);
        foreach (var export in definition.ExportDefinition?.All() ?? [])
        {
            if (export.StartSequenceNumber > 0)
            {
                throw Invalid(
                    $"export '{export.Identifier}': startSequenceNumber is {export.StartSequenceNumber}, but a new stream has no messages");
            }
        }
        store.Create(DefinitionMapping.ToEngine(definition));
        WarnOfExportsNotRun(definition);
    }

    /// <summary>The whole definition is replaced, or nothing is; then the exports follow it, and their positions.</summary>
    private async Task UpdateAsync(MessageStreamDefinition wanted)
    {
        await _updating.WaitAsync();
        try
        {
            if (!FieldRules.IsName(wanted.Name)) throw Invalid(wanted.Faults()[0]);
            var stream = store.Get(wanted.Name);
            var present = DefinitionMapping.FromEngine(stream.Definition);
            if (wanted.Faults() is { Count: > 0 } faults) throw Invalid(string.Join("; ", faults));
            UpdateRules.Check(stream, present, wanted);
            CheckStatusStreams(wanted, present);
            try
            {
                await store.UpdateAsync(DefinitionMapping.ToEngine(wanted, stream.Definition));
            }
            catch (IOException e)
            {
                throw new RequestFailure(StatusCode.UpdateFailed, $"the update could not be stored: {e.Message}");
            }
            if (exports is not null) await ApplyAsync(exports, stream);
            WarnOfExportsNotRun(wanted);
        }
        finally
        {
            _updating.Release();
        }
    }

    private static async Task ApplyAsync(IExportStatuses exports, DurableStream stream)
    {
        try
        {
            await exports.ApplyAsync(stream);
        }
        catch (IOException e)
        {
            throw new RequestFailure(
                StatusCode.UnknownFailure,
                $"the new definition is stored, but an export does not follow it durably yet: {e.Message}. Send the update again");
        }
    }

    /// <summary>A stream for status messages must be there first; one that a known export names already may have gone meanwhile.</summary>
    private void CheckStatusStreams(MessageStreamDefinition wanted, MessageStreamDefinition? before)
    {
        var known = (before?.ExportDefinition?.S3TaskExecutor ?? []).Select(e => e.StatusConfig?.StatusStreamName).ToHashSet();
        foreach (var export in wanted.ExportDefinition?.S3TaskExecutor ?? [])
        {
            if (export.StatusConfig?.StatusStreamName is { } name && !known.Contains(name) && !store.TryGet(name, out _))
            {
                if (store.TryGetFaulty(name, out var faulty)) throw new StreamFaultyException(faulty);
                throw Invalid($"export '{export.Identifier}': the status stream '{name}' does not exist; create it first");
            }
        }
    }

    private void WarnOfExportsNotRun(MessageStreamDefinition definition)
    {
        var count = definition.ExportDefinition?.All().Count() ?? 0;
        if (exports is null && count > 0) StreamServerLog.ExportsNotRun(logger, definition.Name, count);
    }

    private MessageStreamInfo Describe(DurableStream stream)
    {
        var definition = DefinitionMapping.FromEngine(stream.Definition);
        var oldest = stream.OldestSequence; // before the newest: both only grow, and what is evicted meanwhile was there
        var storage = new StorageStatus(oldest, stream.NewestSequence, stream.TotalBytes);
        var running = exports?.Of(stream) ?? [];
        var configured = definition.ExportDefinition!.All().Select(e => e.Identifier).ToList();
        return new MessageStreamInfo(definition, storage,
        [
            .. configured.Select(id => running.FirstOrDefault(r => r.ExportConfigIdentifier == id) ?? NotBegun(id)),
            .. running.Where(r => !configured.Contains(r.ExportConfigIdentifier)),
        ]);
    }

    private ExportStatus NotBegun(string identifier) => new()
    {
        ExportConfigIdentifier = identifier,
        LastExportedSequenceNumber = -1,
        ErrorMessage = exports is null
            ? "this gateway keeps the export configuration but does not run it; set up exports in edge.yaml"
            : null,
        ExportedBytesFromStream = 0,
        ExportedMessagesCount = 0,
    };

    private static RequestFailure Invalid(string message) => new(StatusCode.InvalidRequest, message);
}
