using Microsoft.Extensions.Logging;
using Shoreline.Edge.Ipc.Authorization;
using Shoreline.Edge.Ipc.Connections;
using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Edge.Ipc.Operations;

/// <summary>An operation whose answer is followed by events.</summary>
/// <param name="subscribe">
/// Registers for events. What happens before the answer is sent is not passed on, so it does not have to take care. Its exceptions are the
/// answer instead.
/// </param>
internal sealed class SubscriptionHandler<TRequest, TEvent>(
    IpcSubscription<TRequest, Empty, TEvent> operation,
    Func<IpcCaller, TRequest, IpcEvents<TEvent>, CancellationToken, ValueTask<Subscribed>> subscribe,
    Access<TRequest>? access,
    Authorizer authorizer,
    ILogger logger) : RequestHandler<TRequest, Empty>(operation, access, authorizer, logger)
{
    private readonly IpcSubscription<TRequest, Empty, TEvent> _operation = operation;

    protected override async ValueTask CarryOutAsync(IpcStream stream, TRequest request, CancellationToken ending)
    {
        var subscribed = await subscribe(stream.Caller, request, new IpcEvents<TEvent>(stream, _operation), ending);
        stream.Start(_operation.ResponseShape, "{}"u8, subscribed.Registration);
        subscribed.Answered?.Invoke();
    }
}

/// <summary>A subscription that has been registered.</summary>
/// <param name="Registration">Disposed when the stream ends, whoever ends it.</param>
/// <param name="Answered">Called once the answer is on its way: the place to send what the client has to know first.</param>
internal sealed record Subscribed(IDisposable Registration, Action? Answered = null);
