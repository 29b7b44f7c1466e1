using System.Text.Json;
using Shoreline.Greengrass.Ipc.Model;
using Shoreline.Greengrass.Ipc.Rpc;

namespace Shoreline.Sdk.Ipc;

/// <summary>A subscription that can be opened on one connection after the other.</summary>
internal abstract class IpcEventSource
{
    /// <summary>Sends the request.</summary>
    /// <returns>False where the connection has ended.</returns>
    public abstract bool TryOpen(IpcConnection connection);

    /// <summary>No further connection will come.</summary>
    public abstract void Fail(Exception failure);
}

/// <inheritdoc cref="IpcEventSource"/>
internal sealed class IpcEventSource<TRequest, TResponse, TEvent, T> : IpcEventSource
{
    private readonly IpcSubscription<TRequest, TResponse, TEvent> _operation;
    private readonly byte[] _request;
    private readonly Func<TEvent, T?> _map;
    private readonly Action<IpcEventSource> _onEnded;
    private readonly bool _isReopened;
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new(); // guards the two below
    private (IpcConnection Connection, IpcStream Stream)? _current;
    private bool _hasEnded;

    /// <param name="map">Null for events of a kind that we do not know.</param>
    /// <param name="onEnded">Called once.</param>
    /// <param name="isReopened">Whether it goes on with the next connection.</param>
    public IpcEventSource(
        IpcSubscription<TRequest, TResponse, TEvent> operation, TRequest request, Func<TEvent, T?> map, IpcEvents<T> events,
        Action<IpcEventSource> onEnded, bool isReopened)
    {
        (_operation, _map, Events, _onEnded, _isReopened) = (operation, map, events, onEnded, isReopened);
        _request = JsonSerializer.SerializeToUtf8Bytes(request, operation.Request);
        events.Begin(End);
    }

    public IpcEvents<T> Events { get; }

    /// <summary>Completes with the nucleus' first answer.</summary>
    public Task Opened => _opened.Task;

    public override bool TryOpen(IpcConnection connection)
    {
        lock (_lock)
        {
            if (_hasEnded || _current?.Connection == connection) return true;
            var stream = new Stream(this);
            if (!connection.TryOpen(stream, _operation.FullName, _request)) return false;
            _current = (connection, stream);
            return true;
        }
    }

    public override void Fail(Exception failure)
    {
        _opened.TrySetException(failure);
        Events.Complete(failure);
    }

    /// <summary>The server ended it: nothing is to be told.</summary>
    private void Detach()
    {
        lock (_lock) _current = null;
    }

    private void End()
    {
        (IpcConnection Connection, IpcStream Stream)? current;
        lock (_lock)
        {
            _hasEnded = true;
            (current, _current) = (_current, null);
        }
        current?.Connection.Forget(current.Value.Stream, terminate: true);
        _onEnded(this);
    }

    /// <summary>The subscription on one connection.</summary>
    private sealed class Stream(IpcEventSource<TRequest, TResponse, TEvent, T> source) : IpcStream
    {
        private bool _isOpen;

        // hot: per event
        public override bool Deliver(in RpcMessage message)
        {
            if (message.Type == MessageType.ApplicationError)
            {
                source.Detach();
                source.Fail(IpcErrorAnswer.ToException(source._operation.Name, message));
                return false;
            }
            try
            {
                if (!_isOpen) Open(message);
                else if (!(message.Terminates && message.Payload.IsEmpty) && !TryAdd(message)) return false;
            }
            catch (JsonException e)
            {
                source.Fail(new IpcException($"What the nucleus sent for {source._operation.Name} is not of its shape: {e.Message}", e));
                return false;
            }
            if (!message.Terminates) return true;
            source.Detach();
            source.Events.Complete(null);
            return false;
        }

        public override void Fail(Exception failure)
        {
            source.Detach();
            if (!source._isReopened || failure is ObjectDisposedException) source.Fail(failure);
            else if (_isOpen) source.Events.CountInterruption();
        }

        private void Open(in RpcMessage message)
        {
            if (message.ServiceModelType.Span.SequenceEqual(source._operation.EventShape))
            {
                throw new JsonException("an event came before the response");
            }
            IpcJson.Read(message.Payload, source._operation.Response);
            _isOpen = true;
            source._opened.TrySetResult();
        }

        private bool TryAdd(in RpcMessage message)
        {
            var item = source._map(IpcJson.Read(message.Payload, source._operation.Event));
            // unknown members of a union are passed over (greengrass-ipc, section 4)
            return item is null || source.Events.TryAdd(item, (int)message.Payload.Length);
        }
    }
}
