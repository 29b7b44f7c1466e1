using System.Buffers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Shoreline.Greengrass.Ipc.EventStream;
using Shoreline.Greengrass.Ipc.Model;
using Shoreline.Greengrass.Ipc.Rpc;

namespace Shoreline.Edge.Tests.Ipc;

/// <summary>A message that the server sent, apart from the memory it came in.</summary>
internal sealed record Received(MessageType Type, MessageFlags Flags, int StreamId, string ContentType, string Shape, string Payload)
{
    /// <summary>Without namespace.</summary>
    public string ShapeName =>
        Shape.StartsWith(IpcOperation.Namespace, StringComparison.Ordinal) ? Shape[IpcOperation.Namespace.Length..] : Shape;

    public bool Terminates => (Flags & MessageFlags.TerminateStream) != 0;

    public JsonElement Json => JsonDocument.Parse(Payload).RootElement;
}

/// <summary>Speaks the protocol by hand, so that it can also speak it wrongly. One thing at a time.</summary>
internal sealed class IpcClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly byte[] _chunk = new byte[1 << 16];
    private byte[] _received = new byte[1 << 16]; // from the next message on
    private int _length;
    private int _lastStream;

    private IpcClient()
    {
    }

    /// <summary>Opens the socket and says nothing.</summary>
    public static async Task<IpcClient> OpenAsync(string path)
    {
        var client = new IpcClient();
        await client._socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        return client;
    }

    public static async Task<IpcClient> ConnectAsync(string path, string token)
    {
        var client = await OpenAsync(path);
        await client.SendConnectAsync($$"""{"authToken":"{{token}}"}""");
        var ack = await client.ReadAsync();
        Assert.Equal((MessageType.ConnectAck, MessageFlags.ConnectionAccepted), (ack!.Type, ack.Flags));
        return client;
    }

    public Task SendConnectAsync(string payload) => SendAsync(output => RpcWriter.Connect(output, Encoding.UTF8.GetBytes(payload)));

    public async Task SendAsync(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        await SendAsync(output.WrittenMemory);
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[await _socket.SendAsync(bytes)..];
    }

    /// <summary>Opens a stream and does not wait.</summary>
    /// <returns>Its id.</returns>
    public async Task<int> BeginAsync(IpcOperation operation, string payload)
    {
        var id = ++_lastStream;
        await SendAsync(output => RpcWriter.Request(output, id, operation.FullName, Encoding.UTF8.GetBytes(payload)));
        return id;
    }

    /// <summary>Opens a stream and takes the next message, which must be on it.</summary>
    public async Task<Received> CallAsync(IpcOperation operation, string payload = "{}")
    {
        var id = await BeginAsync(operation, payload);
        var answer = await ReadAsync();
        Assert.Equal(id, answer!.StreamId);
        var staysOpen = answer.Type == MessageType.Application && operation.Name.StartsWith("SubscribeTo", StringComparison.Ordinal);
        Assert.Equal(!staysOpen, answer.Terminates);
        return answer;
    }

    /// <summary>Calls and expects the operation's own answer.</summary>
    /// <returns>Its payload.</returns>
    public async Task<string> OkAsync(IpcOperation operation, string payload = "{}")
    {
        var answer = await CallAsync(operation, payload);
        Assert.Equal(
            (MessageType.Application, "application/json", operation.Name + "Response", answer.Payload),
            (answer.Type, answer.ContentType, answer.ShapeName, answer.Payload));
        return answer.Payload;
    }

    /// <summary>Calls and expects an error.</summary>
    /// <returns>Its shape and message.</returns>
    public async Task<(string Shape, string? Message)> ErrorAsync(IpcOperation operation, string payload = "{}")
    {
        var answer = await CallAsync(operation, payload);
        Assert.Equal((MessageType.ApplicationError, answer.Payload), (answer.Type, answer.Payload));
        var isJson = answer.ContentType == "application/json";
        return (answer.ShapeName, isJson ? answer.Json.GetProperty("message").GetString() : answer.Payload);
    }

    /// <summary>The shape of the error that a call is answered with.</summary>
    public async Task<string> ErrorShapeAsync(IpcOperation operation, string payload = "{}") =>
        (await ErrorAsync(operation, payload)).Shape;

    public Task TerminateAsync(int stream) => SendAsync(output => RpcWriter.Terminate(output, stream));

    /// <summary>The next message; null once the server has closed.</summary>
    public async Task<Received?> ReadAsync(TimeSpan? patience = null)
    {
        using var limit = new CancellationTokenSource(patience ?? Patience);
        while (true)
        {
            if (TryTake() is { } message) return message;
            int count;
            try
            {
                count = await _socket.ReceiveAsync(_chunk.AsMemory(), limit.Token);
            }
            catch (SocketException)
            {
                count = 0; // reset counts as closed
            }
            if (count == 0) return null;
            if (_length + count > _received.Length) Array.Resize(ref _received, Math.Max(2 * _received.Length, _length + count));
            _chunk.AsSpan(0, count).CopyTo(_received.AsSpan(_length));
            _length += count;
        }
    }

    /// <summary>Asks something harmless and sees that its answer is the next message: nothing else was sent before.</summary>
    public async Task AssertQuietAsync() =>
        Assert.Equal("ServiceError", (await CallAsync(IpcOperations.AuthorizeClientDeviceAction)).ShapeName);

    /// <summary>Reads a protocol error, or none, and then the end.</summary>
    /// <returns>The message of the protocol error.</returns>
    public async Task<string?> ReadToEndAsync()
    {
        string? error = null;
        while (await ReadAsync() is { } message)
        {
            if (message.Type != MessageType.ProtocolError) continue;
            Assert.Equal((MessageFlags.None, 0, "application/json"), (message.Flags, message.StreamId, message.ContentType));
            error = message.Json.GetProperty("message").GetString();
        }
        return error;
    }

    public void Dispose() => _socket.Dispose();

    private Received? TryTake()
    {
        var rest = new ReadOnlySequence<byte>(_received, 0, _length);
        var status = EventMessage.TryRead(ref rest, EventStreamFormat.MaxMessageBytes, out var message);
        if (status == DecodeStatus.Incomplete) return null;
        Assert.Equal(DecodeStatus.Whole, status);
        Assert.Equal(RpcStatus.Ok, RpcMessage.TryRead(message, out var rpc));
        var received = new Received(
            rpc.Type, rpc.Flags, rpc.StreamId, Text(rpc.ContentType.Span), Text(rpc.ServiceModelType.Span), Text(rpc.Payload.ToArray()));
        _length = (int)rest.Length;
        rest.ToArray().CopyTo(_received, 0);
        return received;
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
