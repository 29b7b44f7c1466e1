using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net.Sockets;
using Shoreline.Greengrass.Cbor;
using Shoreline.Greengrass.StreamManager;
using Shoreline.Greengrass.StreamManager.Framing;
using Shoreline.Greengrass.StreamManager.Messages;

namespace Shoreline.Sdk;

/// <summary>One connection after its handshake: frames out in the order of the calls, answers back to whoever asked, in any order.</summary>
internal sealed class StreamManagerConnection : IAsyncDisposable
{
    private static readonly string SdkVersion = typeof(StreamManagerConnection).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly PipeReader _reader;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamManagerResponse>> _pending = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _closed = new();
    private readonly SemaphoreSlim _somethingToSend = new(0);
    private readonly Lock _adding = new(); // guards _filling
    private CborWriter _filling = new();
    private CborWriter _sending = new();
    private Task _running = Task.CompletedTask;
    private volatile Exception? _failure;

    private StreamManagerConnection(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
        _reader = PipeReader.Create(_stream);
    }

    public bool IsOpen => !_closed.IsCancellationRequested;

    /// <exception cref="ConnectFailedException">Nobody listens there, or the server refused.</exception>
    public static async Task<StreamManagerConnection> OpenAsync(StreamManagerClientOptions options, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.ConnectTimeout);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        StreamManagerConnection? connection = null;
        try
        {
            await socket.ConnectAsync(options.Host, options.Port, patience.Token);
            connection = new StreamManagerConnection(socket);
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
            var reason = e is OperationCanceledException ? $"no answer within {options.ConnectTimeout.TotalSeconds:0.#} s" : e.Message.TrimEnd('.');
            throw new ConnectFailedException($"No connection to the stream manager at {options}: {reason}. Is the gateway running, and is this its port?", inner: e);
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
            lock (_adding) FrameWriter.Add(_filling, request);
            _somethingToSend.Release();
            if (!IsOpen) throw Lost();
            return await answer.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            _pending.TryRemove(request.RequestId, out _);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Close(null);
        await _running;
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
            throw new ConnectFailedException($"The server at {options} answers with {version} instead of {ProtocolVersions.ConnectVersion}: it is no stream manager.");
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
                await _somethingToSend.WaitAsync(_closed.Token);
                lock (_adding) (_filling, _sending) = (_sending, _filling);
                if (_sending.Length > 0) await _stream.WriteAsync(_sending.Written, _closed.Token); // all that has gathered, in one call
                _sending.Clear();
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
                var response = await ReadFrameAsync(_closed.Token);
                // An id that nobody waits for is an answer that came too late, or a server's fault: neither concerns the others.
                if (_pending.TryRemove(response.RequestId, out var asked)) asked.TrySetResult(response);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or InvalidMessageException)
        {
            Close(e);
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

    private void Close(Exception? failure)
    {
        _failure ??= failure is OperationCanceledException ? null : failure;
        _closed.Cancel();
        _socket.Dispose();
        foreach (var asked in _pending.Values) asked.TrySetException(Lost());
    }

    private ConnectionLostException Lost() => new($"The connection to the stream manager ended before the answer came: {_failure?.Message ?? "closed"}.", _failure);
}
