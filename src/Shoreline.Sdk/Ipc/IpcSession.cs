using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Shoreline.Greengrass.Ipc.EventStream;
using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Sdk.Ipc;

/// <summary>Calls and subscriptions over one connection, and where wanted over the next ones.</summary>
internal sealed class IpcSession(GreengrassIpcClientOptions options, TimeProvider time) : IAsyncDisposable
{
    private const int HeaderRoom = 1024; // of a request's message: name of the operation and the protocol's own
    private static readonly TimeSpan MaxDelay = TimeSpan.FromDays(24); // timers end at 2^31 ms

    private readonly SemaphoreSlim _slots = new(options.MaxInFlight);
    private readonly ConcurrentBag<RequestBuffer> _buffers = []; // never more than calls were under way
    private readonly ConcurrentDictionary<IpcEventSource, bool> _sources = [];
    private readonly CancellationTokenSource _disposing = new();
    private readonly Lock _lock = new(); // guards _connection
    private TaskCompletionSource<IpcConnection> _connection = NoConnection();
    private IpcConnection? _latest;
    private Task _keeping = Task.CompletedTask;

    public TimeProvider Time => time;

    public bool IsConnected => Connection is { Task: { IsCompletedSuccessfully: true } task } && !task.Result.Ended.IsCompleted;

    private TaskCompletionSource<IpcConnection> Connection
    {
        get
        {
            lock (_lock) return _connection;
        }
    }

    /// <exception cref="IpcConnectException">No connection came about within the patience.</exception>
    public async Task StartAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var pause = new GrowingPause(options.ReconnectMin, options.ReconnectMax);
        for (var started = time.GetTimestamp(); ;)
        {
            try
            {
                _latest = await IpcConnection.OpenAsync(options, OnEnded, cancellationToken);
                break;
            }
            catch (IpcConnectException e) when (e.IsTransient && time.GetElapsedTime(started) < patience)
            {
                await Task.Delay(pause.Next(), time, cancellationToken);
            }
        }
        Connection.TrySetResult(_latest);
        if (options.Reconnect) _keeping = KeepAsync();
    }

    /// <summary>Sends a request and completes with its answer.</summary>
    public Task<TResponse> AskAsync<TRequest, TResponse>(
        IpcOperation<TRequest, TResponse> operation, TRequest request, CancellationToken cancellationToken)
    {
        var buffer = Rent();
        JsonSerializer.Serialize(buffer.Json, request, operation.Request);
        return AskAsync(operation, operation.Response, buffer, cancellationToken);
    }

    // hot: per request
    /// <summary>Sends a request that is written already, and completes with its answer. Takes the buffer back.</summary>
    public async Task<TResponse> AskAsync<TResponse>(
        IpcOperation operation, JsonTypeInfo<TResponse> response, RequestBuffer buffer, CancellationToken cancellationToken)
    {
        CheckSize(operation, buffer.Written.Length);
        var started = time.GetTimestamp();
        if (!_slots.Wait(0, CancellationToken.None) && !await _slots.WaitAsync(Left(started), cancellationToken)) throw Late(operation);
        try
        {
            var call = new IpcCall<TResponse>(operation.Name, response);
            IpcConnection connection;
            do connection = await ConnectionAsync(operation, started, cancellationToken);
            while (!connection.TryOpen(call, operation.FullName, buffer.Written) && await CanGoOnAsync(connection));
            Return(buffer);
            try
            {
                return await call.Answer.WaitAsync(Left(started), time, cancellationToken);
            }
            catch (Exception e) when (e is TimeoutException or OperationCanceledException)
            {
                connection.Forget(call, terminate: false);
                throw e is TimeoutException ? Late(operation) : e;
            }
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>Opens a subscription and completes when the nucleus has accepted it.</summary>
    /// <param name="map">Null for events of a kind that we do not know.</param>
    /// <param name="cancellationToken">Of the subscription as long as it lasts.</param>
    public async Task<IpcEvents<T>> SubscribeAsync<TRequest, TResponse, TEvent, T>(
        IpcSubscription<TRequest, TResponse, TEvent> operation, TRequest request, Func<TEvent, T?> map, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var started = time.GetTimestamp();
        var events = new IpcEvents<T>(operation.Name, options, cancellationToken);
        var source = new IpcEventSource<TRequest, TResponse, TEvent, T>(
            operation, request, map, events, s => _sources.TryRemove(s, out _), options.Reconnect);
        try
        {
            _sources[source] = true; // from here on it is opened on every new connection
            IpcConnection connection;
            do connection = await ConnectionAsync(operation, started, cancellationToken);
            while (!source.TryOpen(connection) && await CanGoOnAsync(connection));
            await source.Opened.WaitAsync(Left(started), time, cancellationToken);
            return events;
        }
        catch (Exception e)
        {
            await events.DisposeAsync();
            throw e is TimeoutException ? Late(operation) : e;
        }
    }

    public RequestBuffer Rent()
    {
        ObjectDisposedException.ThrowIf(_disposing.IsCancellationRequested, typeof(GreengrassIpcClient));
        return _buffers.TryTake(out var buffer) ? buffer : new RequestBuffer();
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposing.IsCancellationRequested) return;
        await _disposing.CancelAsync();
        await _keeping;
        if (_latest is { } latest) await latest.DisposeAsync();
        NoMore(new ObjectDisposedException(nameof(GreengrassIpcClient)));
        while (_buffers.TryTake(out var buffer)) buffer.Dispose();
    }

    private static TaskCompletionSource<IpcConnection> NoConnection() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Return(RequestBuffer buffer)
    {
        if (!buffer.IsSmall || _disposing.IsCancellationRequested)
        {
            buffer.Dispose();
            return;
        }
        buffer.Clear();
        _buffers.Add(buffer);
    }

    private TimeSpan Left(long started)
    {
        var left = options.RequestTimeout - time.GetElapsedTime(started);
        return left < TimeSpan.Zero ? TimeSpan.Zero : left < MaxDelay ? left : MaxDelay;
    }

    private IpcTimeoutException Late(IpcOperation operation) =>
        new($"The nucleus at {options} did not answer {operation.Name} within {options.RequestTimeout.TotalSeconds:0.#} s: whether it was carried out is unknown.");

    private static void CheckSize(IpcOperation operation, int bytes)
    {
        const int Most = EventStreamFormat.MaxMessageBytes - HeaderRoom;
        if (bytes > Most)
        {
            throw new IpcRequestTooLargeException(
                $"A request of {operation.Name} has {bytes:N0} bytes, and may have {Most:N0}. Send less at once.");
        }
    }

    /// <summary>The connection, once there is one with room for a request.</summary>
    private async ValueTask<IpcConnection> ConnectionAsync(IpcOperation operation, long started, CancellationToken cancellationToken)
    {
        try
        {
            var task = Connection.Task;
            var connection = task.IsCompletedSuccessfully ? task.Result : await task.WaitAsync(Left(started), time, cancellationToken);
            var room = connection.RoomAsync();
            if (!room.IsCompleted) await room.WaitAsync(Left(started), time, cancellationToken);
            return connection;
        }
        catch (TimeoutException)
        {
            throw Late(operation);
        }
    }

    /// <summary>After a connection that took nothing any more: waits until the next one can be asked for.</summary>
    private async Task<bool> CanGoOnAsync(IpcConnection ended)
    {
        ObjectDisposedException.ThrowIf(_disposing.IsCancellationRequested, typeof(GreengrassIpcClient));
        if (!options.Reconnect) throw ended.Lost();
        await ended.Ended;
        return true;
    }

    private void OnEnded(IpcConnection connection)
    {
        if (!options.Reconnect) return; // calls find the ended one, and fail with what it says
        lock (_lock)
        {
            if (_connection.Task.IsCompletedSuccessfully && _connection.Task.Result == connection) _connection = NoConnection();
        }
    }

    private async Task KeepAsync()
    {
        try
        {
            while (true)
            {
                await _latest!.Ended.WaitAsync(_disposing.Token);
                await _latest.DisposeAsync();
                _latest = await OpenAgainAsync();
                foreach (var source in _sources.Keys) source.TryOpen(_latest);
                Connection.TrySetResult(_latest);
            }
        }
        catch (OperationCanceledException) when (_disposing.IsCancellationRequested)
        {
            // the end: whoever disposes tells those who wait
        }
        catch (IpcConnectException e)
        {
            NoMore(e); // the token is not known any more, and never will be
        }
    }

    private async Task<IpcConnection> OpenAgainAsync()
    {
        var pause = new GrowingPause(options.ReconnectMin, options.ReconnectMax);
        while (true)
        {
            try
            {
                return await IpcConnection.OpenAsync(options, OnEnded, _disposing.Token);
            }
            catch (IpcConnectException e) when (e.IsTransient)
            {
                await Task.Delay(pause.Next(), time, _disposing.Token);
            }
        }
    }

    /// <summary>No further connection will come.</summary>
    private void NoMore(Exception failure)
    {
        var connection = Connection;
        connection.TrySetException(failure);
        _ = connection.Task.Exception; // nobody need wait for it
        foreach (var source in _sources.Keys) source.Fail(failure);
    }
}
