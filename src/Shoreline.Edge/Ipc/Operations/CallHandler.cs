using System.Text.Json;
using Microsoft.Extensions.Logging;
using Shoreline.Edge.Ipc.Authorization;
using Shoreline.Edge.Ipc.Connections;
using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Edge.Ipc.Operations;

/// <summary>An operation with one answer.</summary>
internal sealed class CallHandler<TRequest, TResponse>(
    IpcOperation<TRequest, TResponse> operation,
    Func<IpcCaller, TRequest, CancellationToken, ValueTask<TResponse>> carryOut,
    Access<TRequest>? access,
    Authorizer authorizer,
    ILogger logger) : RequestHandler<TRequest, TResponse>(operation, access, authorizer, logger)
{
    protected override async ValueTask CarryOutAsync(IpcStream stream, TRequest request, CancellationToken ending)
    {
        var response = await carryOut(stream.Caller, request, ending);
        stream.Answer(Model.ResponseShape, JsonSerializer.SerializeToUtf8Bytes(response, Model.Response));
    }
}
