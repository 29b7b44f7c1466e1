using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text.Json;
using Shoreline.Greengrass.Ipc.EventStream;
using Shoreline.Greengrass.Ipc.Model;
using Shoreline.Greengrass.Ipc.Rpc;
using Shoreline.Greengrass.StreamManager.Framing;

namespace Shoreline.Sdk.Ipc;

/// <summary>
/// One connection after its handshake: requests out in the order in which they were opened, messages back to the streams that wait for
/// them.
/// </summary>
internal sealed class IpcConnection : IAsyncDisposable
{
    private const int ReceiveBytes = 64 << 10;
    private const int KeptBytes = 4 << 20; // a buffer that once held more is given back
    private const int QueuedBytes = 8 << 20; // not yet sent: beyond it, further requests wait

    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly PipeReader _reader;
    private readonly Action<IpcConnection> _onEnded;
    private readonly Wakeup _wakeup = new();
    private readonly CancellationTokenSource _closed = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _adding = new(); // guards all below
    private readonly Dictionary<int, IpcStream> _streams = [];
    private ArrayBufferWriter<byte> _filling = new();
    private ArrayBufferWriter<byte> _sending = new();
    private TaskCompletionSource? _room;
    private Exception? _failure;
    private int _lastId;
    private bool _isAsleep;
    private bool _isClosed;
    private Task _running = Task.CompletedTask;

    private IpcConnection(Socket socket, Action<IpcConnection> onEnded)
    {
        (_socket, _onEnded) = (socket, onEnded);
        _stream = new NetworkStream(socket, ownsSocket: true);
        _reader = PipeReader.Create(_stream, new StreamPipeReaderOptions(bufferSize: ReceiveBytes));
    }

    /// <summary>Completes when the connection has ended and all its streams know.</summary>
    public Task Ended => _ended.Task;

    /// <param name="onEnded">Called before the streams are told.</param>
    /// <exception cref="IpcConnectException">Nobody listens there, or the nucleus refused.</exception>
    public static async Task<IpcConnection> OpenAsync(
        GreengrassIpcClientOptions options, Action<IpcConnection> onEnded, CancellationToken cancellationToken)
    {
        if (options.SocketPath is not { Length: > 0 } path || options.AuthToken is not { Length: > 0 } token)
        {
            throw new IpcConnectException(
                "No Greengrass nucleus is known: SVCUID and AWS_GG_NUCLEUS_DOMAIN_SOCKET_FILEPATH_FOR_COMPONENT are set for components that a nucleus starts. Elsewhere give " +
                "SocketPath and AuthToken in the options.", isRefused: true);
        }
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.ConnectTimeout);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        IpcConnection? connection = null;
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), patience.Token);
            connection = new IpcConnection(socket, onEnded);
            await connection.ShakeHandsAsync(path, token, patience.Token);
            connection._running = Task.WhenAll(connection.SendAsync(), connection.ReceiveAsync());
            return connection;
        }
        catch (Exception e)
        {
            if (connection is not null) await connection.DisposeAsync();
            socket.Dispose();
            if (e is OperationCanceledException && cancellationToken.IsCancellationRequested) throw;
            if (e is IpcConnectException) throw;
            var reason = e is OperationCanceledException
                ? $"no answer within {options.ConnectTimeout.TotalSeconds:0.#} s"
                : e.Message.TrimEnd('.');
            throw new IpcConnectException(
                $"No connection to the Greengrass nucleus at {path}: {reason}. Is the gateway running?", inner: e);
        }
    }

    // hot: per request
    /// <summary>Opens a stream with its request, which is copied.</summary>
    /// <returns>False where the connection has ended: nothing was sent.</returns>
    public bool TryOpen(IpcStream stream, ReadOnlySpan<byte> operation, ReadOnlySpan<byte> payload)
    {
        lock (_adding) // ids on the wire grow by one: who takes one also writes
        {
            if (_isClosed) return false;
            stream.Id = ++_lastId;
            _streams.Add(stream.Id, stream);
            RpcWriter.Request(_filling, stream.Id, operation, payload);
            WakeUp();
        }
        return true;
    }

    /// <summary>Completes when there is room for another request, or the connection has ended.</summary>
    public Task RoomAsync()
    {
        lock (_adding)
        {
            if (_isClosed || _filling.WrittenCount < QueuedBytes) return Task.CompletedTask;
            return (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Ends a stream from here. What still comes for it is passed over.</summary>
    /// <param name="terminate">Whether to tell the server: it keeps subscriptions open otherwise.</param>
    public void Forget(IpcStream stream, bool terminate)
    {
        lock (_adding)
        {
            if (!_streams.Remove(stream.Id) || _isClosed || !terminate) return;
            RpcWriter.Terminate(_filling, stream.Id);
            WakeUp();
        }
    }

    public IpcConnectionLostException Lost() =>
        new($"The connection to the nucleus ended: {_failure?.Message.TrimEnd('.') ?? "closed"}.", _failure);

    public async ValueTask DisposeAsync()
    {
        Close(null);
        await _running;
        await _reader.CompleteAsync();
        await _stream.DisposeAsync();
    }

    private async Task ShakeHandsAsync(string path, string token, CancellationToken cancellationToken)
    {
        RpcWriter.Connect(
            _filling, JsonSerializer.SerializeToUtf8Bytes(new ConnectPayload { AuthToken = token }, IpcJson.Wire.ConnectPayload));
        await _stream.WriteAsync(_filling.WrittenMemory, cancellationToken);
        _filling.Clear(); // not only forgotten: it held the token
        while (true)
        {
            var read = await _reader.ReadAsync(cancellationToken);
            var rest = read.Buffer;
            var isWhole = TryTake(ref rest, out var message);
            var (type, isAccepted) = (message.Type, (message.Flags & MessageFlags.ConnectionAccepted) != 0);
            var reason = isWhole && type != MessageType.ConnectAck ? IpcErrorAnswer.Describe(message) : "";
            _reader.AdvanceTo(rest.Start, isWhole ? rest.Start : rest.End);
            if (isWhole && type == MessageType.ConnectAck && isAccepted) return;
            if (isWhole && type == MessageType.ConnectAck)
            {
                throw new IpcConnectException(
                    $"The nucleus at {path} refuses the connection: it does not know the token. Tokens end with the nucleus' process; the component must be started by it.", isRefused: true);
            }
            if (isWhole) throw new IpcConnectException($"The nucleus at {path} does not accept the connection: {reason} ({type}).");
            if (read.IsCompleted) throw new EndOfStreamException("the nucleus closed the connection before it answered");
        }
    }

    private async Task SendAsync()
    {
        try
        {
            while (true)
            {
                if (TakeFilled()) await _stream.WriteAsync(_sending.WrittenMemory, _closed.Token); // all that has gathered, in one call
                else await _wakeup.SleepAsync();
                _closed.Token.ThrowIfCancellationRequested();
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            Close(e);
        }
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (true)
            {
                var read = await _reader.ReadAsync(_closed.Token);
                var rest = read.Buffer;
                while (TryTake(ref rest, out var message)) Dispatch(message);
                _reader.AdvanceTo(rest.Start, rest.End);
                if (read.IsCompleted) throw new EndOfStreamException("the nucleus closed it");
            }
        }
        catch (Exception e) // whatever it is: those who wait must know
        {
            Close(e);
        }
    }

    // hot: per message
    /// <summary>Takes a message off the bytes; false where there is no whole one.</summary>
    /// <exception cref="InvalidDataException">What came is no message: the connection cannot go on.</exception>
    private static bool TryTake(ref ReadOnlySequence<byte> bytes, out RpcMessage message)
    {
        message = default;
        var status = EventMessage.TryRead(ref bytes, EventStreamFormat.MaxMessageBytes, out var raw);
        if (status == DecodeStatus.Incomplete) return false;
        if (status != DecodeStatus.Whole) throw new InvalidDataException($"what the nucleus sent is no event stream message ({status})");
        var read = RpcMessage.TryRead(raw, out message);
        return read == RpcStatus.Ok
            ? true
            : throw new InvalidDataException($"what the nucleus sent is no message of the protocol ({read})");
    }

    // hot: per message
    private void Dispatch(in RpcMessage message)
    {
        switch (message.Type)
        {
            case MessageType.Application or MessageType.ApplicationError:
                Deliver(message);
                break;
            case MessageType.Ping:
                lock (_adding)
                {
                    RpcWriter.PingResponse(_filling, message);
                    WakeUp();
                }
                break;
            case MessageType.PingResponse:
                break;
            default:
                throw new InvalidDataException($"the nucleus says: {IpcErrorAnswer.Describe(message)} ({message.Type})");
        }
    }

    private void Deliver(in RpcMessage message)
    {
        IpcStream? stream;
        lock (_adding)
        {
            // One that is not there was given up, and its answer comes late.
            if (!_streams.TryGetValue(message.StreamId, out stream) && (message.StreamId <= 0 || message.StreamId > _lastId))
            {
                throw new InvalidDataException($"the nucleus answers stream {message.StreamId}, which was never opened");
            }
        }
        if (stream is null || stream.Deliver(message)) return;
        Forget(stream, terminate: !message.Terminates); // a server that leaves it open would keep it for ever
    }

    /// <summary>Takes what is to be sent into <see cref="_sending"/>; where there is nothing, says that we are about to sleep.</summary>
    private bool TakeFilled()
    {
        lock (_adding)
        {
            if (_sending.Capacity > KeptBytes) _sending = new ArrayBufferWriter<byte>();
            else _sending.ResetWrittenCount();
            if (_filling.WrittenCount > 0)
            {
                (_filling, _sending) = (_sending, _filling);
                _room?.SetResult();
                _room = null;
                return true;
            }
            _wakeup.Prepare();
            _isAsleep = true;
            if (_isClosed) WakeUp();
            return false;
        }
    }

    private void WakeUp()
    {
        if (!_isAsleep) return;
        _isAsleep = false;
        _wakeup.Wake();
    }

    /// <param name="failure">Null where we close it ourselves.</param>
    private void Close(Exception? failure)
    {
        IpcStream[] streams;
        lock (_adding)
        {
            if (_isClosed) return;
            _isClosed = true;
            _failure = failure;
            _room?.SetResult();
            _room = null;
            streams = [.. _streams.Values];
            _streams.Clear();
            WakeUp();
        }
        _closed.Cancel();
        _socket.Dispose();
        _onEnded(this);
        foreach (var stream in streams) stream.Fail(failure is null ? new ObjectDisposedException(nameof(GreengrassIpcClient)) : Lost());
        _ended.SetResult();
    }
}
