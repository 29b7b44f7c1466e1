using System.Text;
using System.Text.Json;
using Shoreline.Greengrass.Ipc.EventStream;
using Shoreline.Greengrass.Ipc.Model;
using Shoreline.Greengrass.Ipc.Rpc;

namespace Shoreline.Edge.Ipc.Connections;

/// <summary>One call of a client: the stream that it opened, and what goes back on it.</summary>
/// <remarks>
/// All methods may be called from any thread. After the stream's end they do nothing: whoever ended it does not want to hear more.
/// </remarks>
internal sealed class IpcStream(int id, IpcCaller caller, SendQueue queue, Action<IpcStream> ended)
{
    private const int HeaderBytes = 1024; // more than the headers of any message of ours

    private readonly Lock _lock = new(); // guards _phase and _subscription, and keeps the order of what is sent
    private Phase _phase;
    private IDisposable? _subscription;

    private enum Phase
    {
        /// <summary>The request is being carried out.</summary>
        Asked,

        /// <summary>It was answered; events may follow.</summary>
        Live,
        Over,
    }

    public int Id { get; } = id;

    public IpcCaller Caller { get; } = caller;

    /// <summary>Whether events are sent on.</summary>
    public bool IsLive
    {
        get { lock (_lock) return _phase == Phase.Live; }
    }

    /// <summary>Whether a payload is so large that it fits into no message.</summary>
    public static bool IsTooLarge(long payloadBytes) => payloadBytes > EventStreamFormat.MaxMessageBytes - HeaderBytes;

    /// <summary>The one answer of an operation that has no events.</summary>
    public void Answer(ReadOnlySpan<byte> shape, ReadOnlySpan<byte> payload)
    {
        if (IsTooLarge(payload.Length))
        {
            throw IpcErrorException.Failed($"The answer has {payload.Length:N0} bytes, which fit into no message");
        }
        Finish(new Outgoing(MessageType.Application, MessageFlags.TerminateStream, Id, shape, RpcNames.Json, payload));
    }

    public void Fail(IpcErrorException error)
    {
        var shape = Encoding.UTF8.GetBytes(IpcOperation.Namespace + error.Shape);
        var payload = JsonSerializer.SerializeToUtf8Bytes(error.ForWire(), IpcJson.Wire.IpcError);
        Finish(new Outgoing(MessageType.ApplicationError, MessageFlags.TerminateStream, Id, shape, RpcNames.Json, payload));
    }

    /// <summary>The request is no JSON of its shape (greengrass-ipc, 3.5).</summary>
    public void FailUnreadable() =>
        Finish(new Outgoing(
            MessageType.ApplicationError, MessageFlags.TerminateStream, Id, default, RpcNames.PlainText, "InternalServerError"u8));

    /// <summary>There is no such operation (greengrass-ipc, 3.5).</summary>
    public void FailUnknown(string operation)
    {
        var failure = new FailureText { Error = "Unsupported Operation", Message = $"{operation} is an unsupported operation." };
        var payload = JsonSerializer.SerializeToUtf8Bytes(failure, IpcJson.Wire.FailureText);
        Finish(new Outgoing(MessageType.ApplicationError, MessageFlags.TerminateStream, Id, default, RpcNames.Json, payload));
    }

    /// <summary>Answers a subscription, whose events may follow from then on.</summary>
    /// <param name="subscription">Ended with the stream.</param>
    public void Start(ReadOnlySpan<byte> shape, ReadOnlySpan<byte> payload, IDisposable subscription)
    {
        lock (_lock)
        {
            if (_phase == Phase.Asked)
            {
                Send(new Outgoing(MessageType.Application, MessageFlags.None, Id, shape, RpcNames.Json, payload));
                (_phase, _subscription) = (Phase.Live, subscription);
                return;
            }
        }
        subscription.Dispose(); // the client left meanwhile
    }

    // hot: per message
    /// <summary>Sends an event where the subscription was answered and is not over; otherwise it is nobody's.</summary>
    public void SendEvent(ReadOnlySpan<byte> shape, ReadOnlySpan<byte> payload)
    {
        lock (_lock)
        {
            if (_phase != Phase.Live) return;
            Send(new Outgoing(MessageType.Application, MessageFlags.None, Id, shape, RpcNames.Json, payload));
        }
    }

    /// <summary>Ends a subscription from our side.</summary>
    public void End()
    {
        if (TryEnd(out var subscription, sendsEnd: true)) Ended(subscription);
    }

    /// <summary>The client ended the stream, or the connection is gone: nothing is sent.</summary>
    public void Close()
    {
        if (TryEnd(out var subscription, sendsEnd: false)) Ended(subscription);
    }

    private void Finish(in Outgoing last)
    {
        IDisposable? subscription;
        lock (_lock)
        {
            if (_phase == Phase.Over) return;
            (_phase, subscription) = (Phase.Over, _subscription);
            Send(last);
        }
        Ended(subscription);
    }

    private bool TryEnd(out IDisposable? subscription, bool sendsEnd)
    {
        lock (_lock)
        {
            subscription = _subscription;
            if (_phase == Phase.Over) return false;
            _phase = Phase.Over;
            if (sendsEnd) queue.Add(Id, static (output, id) => RpcWriter.Terminate(output, id));
            return true;
        }
    }

    private void Ended(IDisposable? subscription)
    {
        ended(this);
        subscription?.Dispose();
    }

    private void Send(in Outgoing message) => queue.Add(message, static (output, m) =>
        RpcWriter.Application(output, m.Type, m.Flags, m.StreamId, m.Shape, m.ContentType, m.Payload));

    private readonly ref struct Outgoing(
        MessageType type, MessageFlags flags, int streamId, ReadOnlySpan<byte> shape, ReadOnlySpan<byte> contentType,
        ReadOnlySpan<byte> payload)
    {
        public MessageType Type { get; } = type;

        public MessageFlags Flags { get; } = flags;

        public int StreamId { get; } = streamId;

        public ReadOnlySpan<byte> Shape { get; } = shape;

        public ReadOnlySpan<byte> ContentType { get; } = contentType;

        public ReadOnlySpan<byte> Payload { get; } = payload;
    }
}
