using Microsoft.Extensions.Logging;
using Shoreline.Greengrass.StreamManager;
using Shoreline.Greengrass.StreamManager.Definitions;
using Shoreline.Greengrass.StreamManager.Messages;
using Shoreline.Streams;

namespace Shoreline.Edge.StreamManager;

/// <summary>Carries out the requests about whole streams (specification, 3.4, 3.5, 3.8 to 3.10).</summary>
internal sealed class StreamRequests(StreamStore store, ILogger logger)
{
    /// <exception cref="Exception">Whatever the engine throws; see <see cref="RequestFailure.StatusOf"/>.</exception>
    public async ValueTask<StreamManagerResponse> CarryOutAsync(StreamManagerRequest request)
    {
        switch (request)
        {
            case CreateMessageStreamRequest create:
                Create(create.Definition);
                break;
            case UpdateMessageStreamRequest update:
                Update(update.Definition);
                break;
            case DeleteMessageStreamRequest delete:
                await store.DeleteAsync(delete.Name);
                break;
            case ListStreamsRequest:
                return new ListStreamsResponse { RequestId = request.RequestId, Streams = [.. store.List().Select(s => s.Name)] };
            case DescribeMessageStreamRequest describe:
                return new DescribeMessageStreamResponse { RequestId = request.RequestId, MessageStreamInfo = Describe(store.Get(describe.Name)) };
            default:
                throw new ArgumentException($"{request.Operation} is not about a stream as a whole", nameof(request));
        }
        return new StreamManagerResponse { RequestId = request.RequestId };
    }

    private void Create(MessageStreamDefinition definition)
    {
        Check(definition);
        foreach (var export in definition.ExportDefinition?.All() ?? [])
        {
            if (export.StartSequenceNumber > 0)
            {
                throw Invalid($"export '{export.Identifier}': startSequenceNumber is {export.StartSequenceNumber}, but a new stream has no messages");
            }
        }
        store.Create(DefinitionMapping.ToEngine(definition));
        var exports = definition.ExportDefinition?.All().Count() ?? 0;
        if (exports > 0) StreamServerLog.ExportsNotRun(logger, definition.Name, exports);
    }

    /// <summary>The engine cannot change a stream that exists; a definition that changes nothing is taken, as programs that make sure of a stream expect.</summary>
    private void Update(MessageStreamDefinition definition)
    {
        var stream = store.Get(definition.Name);
        Check(definition);
        var present = DefinitionMapping.FromEngine(stream.Definition);
        var wanted = definition.Effective();
        if (wanted.Persistence != present.Persistence) throw new RequestFailure(StatusCode.UpdateNotAllowed, "persistence cannot be changed");
        if (wanted.MaxSize < stream.TotalBytes)
        {
            throw new RequestFailure(StatusCode.UpdateNotAllowed, $"maxSize, {wanted.MaxSize}, is below the stream's present size, {stream.TotalBytes}");
        }
        if (!SameDefinition(present, wanted))
        {
            throw new RequestFailure(StatusCode.UpdateFailed,
                $"this gateway cannot change stream '{definition.Name}' while it exists; the old definition stays. Delete it and create it anew to change it");
        }
    }

    private void Check(MessageStreamDefinition definition)
    {
        if (definition.Faults() is { Count: > 0 } faults) throw Invalid(string.Join("; ", faults));
        foreach (var export in definition.ExportDefinition?.S3TaskExecutor ?? [])
        {
            if (export.StatusConfig?.StatusStreamName is { } name && !store.TryGet(name, out _))
            {
                throw Invalid($"export '{export.Identifier}': the status stream '{name}' does not exist; create it first");
            }
        }
    }

    private static MessageStreamInfo Describe(DurableStream stream)
    {
        var definition = DefinitionMapping.FromEngine(stream.Definition);
        var newest = stream.NewestSequence;
        var storage = new StorageStatus(stream.OldestSequence, newest, stream.TotalBytes);
        return new MessageStreamInfo(definition, storage, [.. definition.ExportDefinition!.All().Select(Status)]);
    }

    private static ExportStatus Status(ExportConfig export) => new()
    {
        ExportConfigIdentifier = export.Identifier,
        LastExportedSequenceNumber = -1,
        ErrorMessage = "this gateway keeps the export configuration but does not run it; set up exports in edge.yaml",
        ExportedBytesFromStream = 0,
        ExportedMessagesCount = 0,
    };

    private static bool SameDefinition(MessageStreamDefinition a, MessageStreamDefinition b) =>
        a with { ExportDefinition = null } == b with { ExportDefinition = null }
        && a.ExportDefinition!.ToBytes().AsSpan().SequenceEqual(b.ExportDefinition!.ToBytes());

    private static RequestFailure Invalid(string message) => new(StatusCode.InvalidRequest, message);
}
