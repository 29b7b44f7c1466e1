using System.Text;
using Microsoft.Extensions.Logging;
using Shoreline.Edge.Ipc.Authorization;
using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Edge.Ipc.Operations;

/// <summary>Which handler carries out which operation. How to add one: README.md of this folder's parent.</summary>
internal sealed class OperationTable
{
    private const int MaxNameBytes = 128;

    private readonly Authorizer _authorizer;
    private readonly ILogger _logger;
    private readonly Dictionary<string, OperationHandler> _handlers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OperationHandler>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    /// <summary>Knows all operations of the service model, and answers those that nobody adds as not supported.</summary>
    public OperationTable(Authorizer authorizer, ILogger logger)
    {
        (_authorizer, _logger) = (authorizer, logger);
        _lookup = _handlers.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var operation in IpcOperations.All) _handlers[operation.ToString()] = new UnsupportedHandler(operation);
    }

    public void Add(OperationHandler handler)
    {
        var name = handler.Operation.ToString();
        if (_handlers[name] is not UnsupportedHandler) throw new InvalidOperationException($"{name} is carried out twice");
        _handlers[name] = handler;
    }

    /// <param name="access">Null where no policy is needed.</param>
    public void Add<TRequest, TResponse>(
        IpcOperation<TRequest, TResponse> operation,
        Func<IpcCaller, TRequest, CancellationToken, ValueTask<TResponse>> carryOut,
        Access<TRequest>? access = null) =>
        Add(new CallHandler<TRequest, TResponse>(operation, carryOut, access, _authorizer, _logger));

    /// <summary>The same for what is done at once: the connection takes its next request after it.</summary>
    public void Add<TRequest, TResponse>(
        IpcOperation<TRequest, TResponse> operation, Func<IpcCaller, TRequest, TResponse> carryOut, Access<TRequest>? access = null) =>
        Add(operation, (caller, request, _) => ValueTask.FromResult(carryOut(caller, request)), access);

    public void AddSubscription<TRequest, TEvent>(
        IpcSubscription<TRequest, Empty, TEvent> operation,
        Func<IpcCaller, TRequest, IpcEvents<TEvent>, CancellationToken, ValueTask<Subscribed>> subscribe,
        Access<TRequest>? access = null) =>
        Add(new SubscriptionHandler<TRequest, TEvent>(operation, subscribe, access, _authorizer, _logger));

    /// <summary>The same for what is registered at once.</summary>
    public void AddSubscription<TRequest, TEvent>(
        IpcSubscription<TRequest, Empty, TEvent> operation,
        Func<IpcCaller, TRequest, IpcEvents<TEvent>, Subscribed> subscribe,
        Access<TRequest>? access = null) =>
        AddSubscription(operation, (caller, request, events, _) => ValueTask.FromResult(subscribe(caller, request, events)), access);

    // hot: per message
    /// <param name="fullName">With namespace, in UTF-8.</param>
    /// <returns>Null for a name that the service model does not have.</returns>
    public OperationHandler? Find(ReadOnlySpan<byte> fullName)
    {
        if (fullName.Length > MaxNameBytes) return null;
        Span<char> name = stackalloc char[MaxNameBytes];
        return _lookup.TryGetValue(name[..Encoding.Latin1.GetChars(fullName, name)], out var handler) ? handler : null;
    }
}
