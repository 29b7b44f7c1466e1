using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text.Json;
using Shoreline.Greengrass.Ipc.EventStream;
using Shoreline.Greengrass.Ipc.Model;
using Shoreline.Greengrass.Ipc.Rpc;

namespace Shoreline.Edge.Ipc.Connections;

/// <summary>One client: handshake, requests in, answers and events out, an orderly end (greengrass-ipc, section 3).</summary>
/// <remarks>
/// One reader takes messages in order and begins what they ask for; what does not end at once goes on beside it, so that a slow operation
/// holds up nobody. What goes back goes through one <see cref="SendQueue"/>.
/// </remarks>
internal sealed class IpcConnection : IDisposable
{
    private const int HandshakeBytes = 64 << 10; // before the token is checked, nobody gets more memory than this
    private static readonly StreamPipeReaderOptions ReaderOptions = new(bufferSize: 16 << 10, minimumReadSize: 4 << 10, leaveOpen: true);

    private readonly long _id;
    private readonly Socket _socket;
    private readonly int _processId;
    private readonly ServerParts _parts;
    private readonly Func<IpcConnection, IpcCaller, string?> _admit;
    private readonly SendQueue _queue;
    private readonly StreamTable _streams = new();
    private readonly HashSet<Task> _working = []; // operations that did not end at once. Guarded by itself
    private readonly CancellationTokenSource _ending = new();
    private string? _cutOffReason;
    private bool _wasToldWhy;

    /// <param name="admit">Asked once the token is accepted; says why the connection cannot be taken all the same.</param>
    public IpcConnection(long id, Socket socket, int processId, ServerParts parts, Func<IpcConnection, IpcCaller, string?> admit)
    {
        (_id, _socket, _processId, _parts, _admit) = (id, socket, processId, parts, admit);
        _queue = new SendQueue(socket, parts.Options.MaxQueuedBytes, parts.Memory, Overflowed);
    }

    /// <summary>Null until the token was accepted.</summary>
    public IpcCaller? Caller { get; private set; }

    /// <summary>Serves until the client leaves, breaks the protocol, does not read, or <paramref name="stopping"/>.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var sending = _queue.RunAsync();
        await using var network = new NetworkStream(_socket, ownsSocket: true);
        try
        {
            await ReadAsync(network, stopping);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // It was cut off, by the client or by us: there is nobody to answer.
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The server stops; what is on its way is sent below.
        }
        finally
        {
            await EndAsync(sending);
        }
    }

    /// <summary>Ends the connection at once, from any thread.</summary>
    public void CutOff(string reason)
    {
        if (Interlocked.CompareExchange(ref _cutOffReason, reason, null) is not null) return;
        try
        {
            _socket.Shutdown(SocketShutdown.Both); // wakes reader and sender
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It has ended already.
        }
    }

    /// <summary>After <see cref="RunAsync"/> has ended.</summary>
    public void Dispose()
    {
        _queue.Dispose();
        _ending.Dispose();
        _socket.Dispose();
    }

    private async Task ReadAsync(NetworkStream network, CancellationToken stopping)
    {
        using var patience = new CancellationTokenSource(_parts.Options.HandshakeTimeout, _parts.Time);
        using var handshake = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stopping);
        using var held = new MemoryShare(_parts.Memory);
        var reader = PipeReader.Create(network, ReaderOptions);
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync(Caller is null ? handshake.Token : stopping);
                var rest = result.Buffer;
                if (!TakeAll(ref rest)) return;
                if (!held.TryHold(rest.Length))
                {
                    Closed($"there is no memory for a message of {EventMessage.ClaimedBytes(rest):N0} bytes at this moment");
                    return;
                }
                reader.AdvanceTo(rest.Start, rest.End);
                if (!result.IsCompleted) continue;
                if (Caller is null && _cutOffReason is { } reason) Closed(reason);
                return;
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            Closed($"no Connect within {_parts.Options.HandshakeTimeout.TotalSeconds:0} s");
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    /// <summary>Takes the whole messages that are there. False where the connection has to end.</summary>
    private bool TakeAll(ref ReadOnlySequence<byte> received)
    {
        while (true)
        {
            var status = EventMessage.TryRead(
                ref received, Caller is null ? HandshakeBytes : _parts.Options.MaxMessageBytes, out var message);
            if (status == DecodeStatus.Incomplete) return true;
            if (status != DecodeStatus.Whole) return Closed($"what it sends is no message: {status}");
            switch (RpcMessage.TryRead(message, out var rpc))
            {
                case RpcStatus.BadHeaders:
                    return Closed("a message with headers that cannot be read");
                case RpcStatus.MissingHeaders:
                    return Violated("a message lacks :message-type, :message-flags or :stream-id as whole numbers of 32 bits");
                default:
                    if (!Take(rpc)) return false;
                    break;
            }
        }
    }

    // hot: per message
    private bool Take(in RpcMessage message)
    {
        if (Caller is null)
        {
            return message is { Type: MessageType.Connect, StreamId: 0 } ? Connect(message) : Violated("a message came before Connect");
        }
        switch (message.Type)
        {
            case MessageType.Application or MessageType.ApplicationError:
                return TakeOnStream(message);
            case var type when message.StreamId != 0:
                return Violated($"a message of type {(int)type} came on stream {message.StreamId}");
            case MessageType.Ping:
                _queue.Add(message, static (output, ping) => RpcWriter.PingResponse(output, ping));
                return true;
            case MessageType.PingResponse:
                return true;
            case MessageType.Connect:
                return Violated("Connect came twice");
            default:
                return Violated($"a client does not send messages of type {(int)message.Type}");
        }
    }

    private bool Connect(in RpcMessage connect)
    {
        var caller = Handshake.Check(connect, _parts.Tokens, out var refusal);
        if (caller is not null) refusal = _admit(this, caller);
        _queue.Add(refusal is null, static (output, isAccepted) => RpcWriter.ConnectAck(output, isAccepted));
        if (refusal is not null)
        {
            _wasToldWhy = true;
            return Closed(refusal);
        }
        Caller = caller;
        _parts.Metrics.Accepted();
        IpcLog.Connected(_parts.Logger, _id, caller!.Name, _processId);
        return true;
    }

    private bool TakeOnStream(in RpcMessage message)
    {
        switch (_streams.Judge(message, out var stream, out var violation))
        {
            case StreamVerdict.Open:
                Open(message);
                return true;
            case StreamVerdict.Terminate:
                stream!.Close();
                return true;
            case StreamVerdict.Violation:
                return Violated(violation!);
            default:
                return true; // the service model has no messages from a client on an open stream
        }
    }

    private void Open(in RpcMessage message)
    {
        var stream = new IpcStream(message.StreamId, Caller!, _queue, _streams.Remove);
        _streams.Add(stream);
        if (_streams.Count > _parts.Options.MaxStreams)
        {
            stream.Fail(IpcErrorException.Failed($"{_parts.Options.MaxStreams} streams of this connection are open; end some first"));
            return;
        }
        if (_parts.Operations.Find(message.Operation.Span) is not { } operation)
        {
            stream.FailUnknown(System.Text.Encoding.UTF8.GetString(message.Operation.Span));
            return;
        }
        var work = operation.RunAsync(stream, message.Payload, _ending.Token);
        if (!work.IsCompletedSuccessfully) Keep(work.AsTask());
    }

    /// <summary>Keeps an operation's task until it ends, so that none goes on after its connection.</summary>
    private void Keep(Task work)
    {
        lock (_working) _working.Add(work);
        work.ContinueWith(
            ended =>
            {
                lock (_working) _working.Remove(ended);
            }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private bool Violated(string what)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(new FailureText { Message = what }, IpcJson.Wire.FailureText);
        _queue.Add(payload, static (output, text) => RpcWriter.ConnectionError(output, MessageType.ProtocolError, text));
        _wasToldWhy = true;
        return Closed(what);
    }

    /// <summary>Says why the connection ends. Always false.</summary>
    private bool Closed(string reason)
    {
        if (Caller is null)
        {
            _parts.Metrics.Refused();
            if (_parts.Refusals.ShouldReport(out var refusals)) IpcLog.Refused(_parts.Logger, _id, _processId, reason, refusals);
        }
        else if (_parts.Closings.ShouldReport(out var closings))
        {
            IpcLog.Closed(_parts.Logger, _id, Caller.Name, reason, closings);
        }
        return false;
    }

    private void Overflowed()
    {
        _parts.Metrics.Overflowed();
        var reason = $"its client does not read: more than {_parts.Options.MaxQueuedBytes:N0} bytes wait for it, "
            + "or all memory for messages is taken";
        Closed(reason);
        CutOff(reason);
    }

    private async Task EndAsync(Task sending)
    {
        foreach (var stream in _streams.All()) stream.Close();
        await _ending.CancelAsync();
        Task[] working;
        lock (_working) working = [.. _working];
        await Task.WhenAll(working);
        foreach (var stream in _streams.All()) stream.Close(); // of those that began meanwhile
        _queue.Complete();
        try
        {
            await sending.WaitAsync(_parts.Options.DrainTimeout, _parts.Time, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            const string Reason = "its client did not take the last messages in time";
            Closed(Reason);
            CutOff(Reason);
            await sending;
        }
        if (_wasToldWhy) await Goodbye.SayAsync(_socket, _parts.Time);
        IpcLog.Ended(_parts.Logger, _id);
    }
}
