using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using Shoreline.Greengrass.Cbor;
using Shoreline.Greengrass.StreamManager;
using Shoreline.Greengrass.StreamManager.Framing;
using Shoreline.Greengrass.StreamManager.Messages;

namespace Shoreline.Sdk;

/// <summary>
/// One connection after its handshake: frames out in the order of the calls, answers back to whoever asked, in any order.
/// </summary>
internal sealed class StreamManagerConnection : IAsyncDisposable
{
    private const int ReceiveBytes = 64 << 10;
    private const int KeptBytes = 4 << 20; // a buffer that once held more is given back
    private static readonly TimeSpan OftenEnough = TimeSpan.FromSeconds(1); // to look for overdue appends
    private static readonly string SdkVersion = typeof(StreamManagerConnection).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly PipeReader _reader;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamManagerResponse>> _pending = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _closed = new();
    private readonly AppendCalls _appends;
    private readonly ITimer _overdueTimer;
    private readonly TimeSpan _overdueInterval;
    private readonly StreamManagerClientOptions _options;
    private readonly Wakeup _wakeup = new();
    private readonly Lock _adding = new(); // guards _filling, _isAsleep, _isOverdueTimerSet
    private CborWriter _filling = new();
    private CborWriter _sending = new();
    private Task _running = Task.CompletedTask;
    private volatile Exception? _failure;
    private bool _isAsleep;
    private bool _isOverdueTimerSet;
    private bool _isClosed;

    private StreamManagerConnection(
        Socket socket, StreamManagerClientOptions options, SemaphoreSlim places, string idPrefix, TimeProvider time)
    {
        (_socket, _options) = (socket, options);
        _stream = new NetworkStream(socket, ownsSocket: true);
        _reader = PipeReader.Create(_stream, new StreamPipeReaderOptions(bufferSize: ReceiveBytes));
        _appends = new AppendCalls(options.MaxInFlight, places, idPrefix, options.RequestTimeout, time);
        _overdueInterval = TimeSpan.FromTicks(
            Math.Clamp(options.RequestTimeout.Ticks / 10, TimeSpan.TicksPerMillisecond, OftenEnough.Ticks));
        _overdueTimer = time.CreateTimer(
            static connection => ((StreamManagerConnection)connection!).FailOverdue(), this, Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
    }

    public bool IsOpen => !_closed.IsCancellationRequested;

    /// <param name="places">See <see cref="AppendCalls"/>.</param>
    /// <param name="idPrefix">What the ids of appends begin with, and those of no other request.</param>
    /// <exception cref="ConnectFailedException">Nobody listens there, or the server refused.</exception>
    public static async Task<StreamManagerConnection> OpenAsync(
        StreamManagerClientOptions options, SemaphoreSlim places, string idPrefix, TimeProvider time, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.ConnectTimeout);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        StreamManagerConnection? connection = null;
        try
        {
            await socket.ConnectAsync(options.Host, options.Port, patience.Token);
            connection = new StreamManagerConnection(socket, options, places, idPrefix, time);
            await connection.ShakeHandsAsync(options, patience.Token);
            connection._running = Task.WhenAll(connection.SendAsync(), connection.ReceiveAsync());
            return connection;
        }
        catch (Exception e)
        {
            if (connection is not null) await connection.DisposeAsync();
            socket.Dispose();
            if (e is OperationCanceledException && cancellationToken.IsCancellationRequested) throw;
            if (e is ConnectFailedException) throw;
            var reason = e is OperationCanceledException
                ? $"no answer within {options.ConnectTimeout.TotalSeconds:0.#} s"
                : e.Message.TrimEnd('.');
            throw new ConnectFailedException(
                $"No connection to the stream manager at {options}: {reason}. Is the gateway running, and is this its port?", inner: e);
        }
    }

    /// <summary>Sends a request and completes with its answer, whatever the status.</summary>
    /// <exception cref="ConnectionLostException">The connection ended first.</exception>
    public async Task<StreamManagerResponse> AskAsync(StreamManagerRequest request, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<StreamManagerResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        _pending[request.RequestId] = answer;
        try
        {
            lock (_adding)
            {
                FrameWriter.Add(_filling, request);
                WakeUp();
            }
            if (!IsOpen) throw Lost();
            return await answer.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            _pending.TryRemove(request.RequestId, out _);
        }
    }

    // hot: per record
    /// <summary>
    /// Sends an append; copies the payload. Takes a place, which the client took before, and gives it back at the append's end.
    /// </summary>
    /// <returns>False where the connection has ended; the place is still the caller's.</returns>
    /// <exception cref="InvalidMessageException">It is larger than a frame may be; the place is still the caller's.</exception>
    public bool TryAppend(string name, ReadOnlySpan<byte> payload, CancellationToken cancellationToken, out ValueTask<long> appending)
    {
        appending = default;
        Span<byte> id = stackalloc byte[AppendCalls.IdBytes];
        AppendCall call;
        lock (_adding) // the order of the calls is that of the frames
        {
            if (_appends.TryBegin() is not { } begun) return false;
            call = begun;
            try
            {
                AppendFrames.AddRequest(_filling, id[.._appends.WriteId(call.Number, id)], name, payload);
            }
            catch (InvalidMessageException)
            {
                _appends.TryTake(call.Number);
                throw;
            }
            if (!_isOverdueTimerSet) SetOverdueTimer();
            WakeUp();
        }
        appending = call.Task;
        call.CancelWith(cancellationToken);
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        Close(null);
        await _running;
        await _overdueTimer.DisposeAsync();
        await _stream.DisposeAsync();
        lock (_adding)
        {
            _filling.Dispose();
            _sending.Dispose();
        }
    }

    private async Task ShakeHandsAsync(StreamManagerClientOptions options, CancellationToken cancellationToken)
    {
        _filling.Raw([ProtocolVersions.ConnectVersion]);
        FrameWriter.Add(_filling, new ConnectRequest
        {
            RequestId = "connect",
            ProtocolVersion = ProtocolVersions.Current,
            OtherSupportedProtocolVersions = [ProtocolVersions.Old],
            SdkVersion = SdkVersion,
            AuthToken = options.AuthToken,
        });
        await _stream.WriteAsync(_filling.Written, cancellationToken);
        _filling.Clear();

        var version = await ReadVersionAsync(cancellationToken);
        if (version != ProtocolVersions.ConnectVersion)
        {
            throw new ConnectFailedException(
                $"The server at {options} answers with {version} instead of {ProtocolVersions.ConnectVersion}: it is no stream manager.");
        }
        if (await ReadFrameAsync(cancellationToken) is not ConnectResponse response)
        {
            throw new ConnectFailedException($"The server at {options} did not answer the connect request.");
        }
        if (response.Status != StatusCode.Success)
        {
            throw new ConnectFailedException(
                $"The stream manager at {options} refuses the connection: {response.ErrorMessage ?? "no reason given"} ({response.Status}).", response.Status);
        }
    }

    private async Task SendAsync()
    {
        try
        {
            while (true)
            {
                if (Take()) await _stream.WriteAsync(_sending.Written, _closed.Token); // all that has gathered, in one call
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
                while (TryTakeAnswer(ref rest)) { }
                _reader.AdvanceTo(rest.Start, rest.End);
                if (read.IsCompleted) throw new EndOfStreamException("the server closed the connection");
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or InvalidMessageException)
        {
            Close(e);
        }
    }

    // hot: per record
    /// <summary>Takes a frame off the bytes and hands it to whoever asked; false where there is no whole frame.</summary>
    private bool TryTakeAnswer(ref ReadOnlySequence<byte> bytes)
    {
        if (bytes.Length < FrameHeader.Bytes) return false;
        var header = HeaderOf(bytes);
        if (!header.IsValid) throw new InvalidMessageException($"a frame's length is {header.Length:N0}");
        if (bytes.Length - FrameHeader.Bytes < header.PayloadBytes) return false;
        var payload = bytes.Slice(FrameHeader.Bytes, header.PayloadBytes);
        bytes = bytes.Slice(payload.End);
        if (header.Operation == Operation.AppendMessageResponse && payload.IsSingleSegment && AppendFrames.TryReadAnswer(payload.First, out var id, out var sequence)
            && _appends.TryReadId(id.Span, out var number))
        {
            // An id that nobody waits for is an answer that came too late, or a server's fault: neither concerns the others.
            if (_appends.TryTake(number) is { } call) _appends.Succeed(call, sequence);
            return true;
        }
        Deliver(StreamManagerResponse.Read(header.Operation, payload.ToArray())); // a copy: the messages of a read refer to it
        return true;
    }

    private void Deliver(StreamManagerResponse response)
    {
        if (_pending.TryRemove(response.RequestId, out var asked)) asked.TrySetResult(response);
        else if (_appends.TryReadId(Encoding.UTF8.GetBytes(response.RequestId), out var number) && _appends.TryTake(number) is { } call)
        {
            if (response is AppendMessageResponse { Status: StatusCode.Success, SequenceNumber: { } sequence }) _appends.Succeed(call, sequence);
            else _appends.Fail(call, StreamManagerException.OfAnswer(response));
        }
    }

    /// <summary>Takes what is to be sent into <see cref="_sending"/>; where there is nothing, says that we are about to sleep.</summary>
    private bool Take()
    {
        lock (_adding)
        {
            if (_sending.Length <= KeptBytes) _sending.Clear();
            else
            {
                _sending.Dispose();
                _sending = new CborWriter();
            }
            if (_filling.Length > 0)
            {
                (_filling, _sending) = (_sending, _filling);
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

    private void SetOverdueTimer()
    {
        _isOverdueTimerSet = true;
        _overdueTimer.Change(_overdueInterval, Timeout.InfiniteTimeSpan);
    }

    private void FailOverdue()
    {
        _appends.FailOverdue(() => new ClientTimeoutException(
            $"The stream manager at {_options} did not answer within {_options.RequestTimeout.TotalSeconds:0.#} s.", requestId: ""));
        lock (_adding)
        {
            _isOverdueTimerSet = false;
            if (!_appends.IsEmpty && IsOpen) SetOverdueTimer();
        }
    }

    private async Task<byte> ReadVersionAsync(CancellationToken cancellationToken)
    {
        var read = await _reader.ReadAtLeastAsync(1, cancellationToken);
        if (read.Buffer.IsEmpty) throw new EndOfStreamException("the server closed the connection");
        var version = read.Buffer.FirstSpan[0];
        _reader.AdvanceTo(read.Buffer.GetPosition(1));
        return version;
    }

    private async Task<StreamManagerResponse> ReadFrameAsync(CancellationToken cancellationToken)
    {
        var read = await _reader.ReadAtLeastAsync(FrameHeader.Bytes, cancellationToken);
        if (read.Buffer.Length < FrameHeader.Bytes) throw new EndOfStreamException("the server closed the connection");
        var header = HeaderOf(read.Buffer);
        _reader.AdvanceTo(read.Buffer.GetPosition(FrameHeader.Bytes));
        if (!header.IsValid) throw new InvalidMessageException($"a frame's length is {header.Length:N0}");

        read = await _reader.ReadAtLeastAsync(header.PayloadBytes, cancellationToken);
        if (read.Buffer.Length < header.PayloadBytes) throw new EndOfStreamException("the server closed the connection inside a frame");
        var payload = read.Buffer.Slice(0, header.PayloadBytes).ToArray(); // the messages of a read refer to it
        _reader.AdvanceTo(read.Buffer.GetPosition(header.PayloadBytes));
        return StreamManagerResponse.Read(header.Operation, payload);
    }

    private static FrameHeader HeaderOf(ReadOnlySequence<byte> buffer)
    {
        Span<byte> header = stackalloc byte[FrameHeader.Bytes];
        buffer.Slice(0, FrameHeader.Bytes).CopyTo(header);
        return FrameHeader.Read(header);
    }

    /// <param name="failure">Null where we close it ourselves.</param>
    private void Close(Exception? failure)
    {
        lock (_adding)
        {
            if (_isClosed) return;
            _isClosed = true;
            WakeUp();
        }
        _failure ??= failure is OperationCanceledException ? null : failure;
        _closed.Cancel();
        _socket.Dispose();
        foreach (var asked in _pending.Values) asked.TrySetException(Lost());
        _appends.Close(() => failure is null ? new ObjectDisposedException(nameof(StreamManagerClient)) : Lost());
    }

    private ConnectionLostException Lost() =>
        new($"The connection to the stream manager ended before the answer came: {_failure?.Message ?? "closed"}.", _failure);
}
