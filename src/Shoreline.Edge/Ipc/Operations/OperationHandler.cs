using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Shoreline.Edge.Ipc.Authorization;
using Shoreline.Edge.Ipc.Connections;
using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Edge.Ipc.Operations;

/// <summary>Carries out one operation of the service model.</summary>
internal abstract class OperationHandler(IpcOperation operation)
{
    public IpcOperation Operation { get; } = operation;

    /// <summary>Carries out a call and answers it. Never fails: failures are answers too.</summary>
    /// <param name="payload">The request; gone when this returns, even where the task it returns goes on.</param>
    /// <param name="ending">The connection ends, so that nobody waits for the answer.</param>
    public abstract ValueTask RunAsync(IpcStream stream, in ReadOnlySequence<byte> payload, CancellationToken ending);
}

/// <summary>An operation whose request is read into an object, and whose failures become answers (greengrass-ipc, 3.5).</summary>
internal abstract class RequestHandler<TRequest, TResponse>(
    IpcOperation<TRequest, TResponse> operation, Access<TRequest>? access, Authorizer authorizer, ILogger logger)
    : OperationHandler(operation)
{
    protected IpcOperation<TRequest, TResponse> Model { get; } = operation;

    public sealed override ValueTask RunAsync(IpcStream stream, in ReadOnlySequence<byte> payload, CancellationToken ending)
    {
        TRequest request;
        try
        {
            request = IpcJson.Read(payload, Model.Request);
        }
        catch (JsonException)
        {
            IpcLog.Unreadable(logger, Operation.Name, stream.Caller.Name); // the exception's message may quote the payload
            stream.FailUnreadable();
            return ValueTask.CompletedTask;
        }
        return TryAsync(stream, request, ending);
    }

    protected abstract ValueTask CarryOutAsync(IpcStream stream, TRequest request, CancellationToken ending);

    private async ValueTask TryAsync(IpcStream stream, TRequest request, CancellationToken ending)
    {
        try
        {
            if (access is not null) authorizer.Demand(stream.Caller, access.Service, Operation, access.Resource(request));
            await CarryOutAsync(stream, request, ending);
        }
        catch (IpcErrorException e)
        {
            stream.Fail(e);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // There is nobody left to answer.
        }
        catch (Exception e) // a fault of one operation must not end its connection
        {
            IpcLog.OperationFailed(logger, e, Operation.Name, stream.Caller.Name);
            stream.Fail(IpcErrorException.Failed(e.Message));
        }
    }
}
