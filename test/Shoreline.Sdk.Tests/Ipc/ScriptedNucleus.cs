using System.Buffers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shoreline.Greengrass.Ipc.EventStream;
using Shoreline.Greengrass.Ipc.Model;
using Shoreline.Greengrass.Ipc.Rpc;
using Shoreline.Sdk.Ipc;

namespace Shoreline.Sdk.Tests.Ipc;

/// <summary>Speaks Greengrass IPC as a test tells it to, faults included that no real nucleus shows on demand.</summary>
internal sealed class ScriptedNucleus : IDisposable
{
    public const string Token = "Q7ZK2M9XW4T1B8RD";

    private readonly ScratchFolder _folder = new();
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public ScriptedNucleus()
    {
        _listener.Bind(new UnixDomainSocketEndPoint(_folder["ipc.socket"]));
        _listener.Listen();
    }

    public GreengrassIpcClientOptions Options => new()
    {
        SocketPath = _folder["ipc.socket"],
        AuthToken = Token,
        RequestTimeout = TimeSpan.FromSeconds(20),
        ReconnectMin = TimeSpan.FromMilliseconds(5),
    };

    /// <summary>A client that is connected, and the other end of its connection.</summary>
    public async Task<(GreengrassIpcClient Client, NucleusConnection Connection)> ConnectAsync(GreengrassIpcClientOptions? options = null)
    {
        var accepting = AcceptAsync();
        var client = await GreengrassIpcClient.ConnectAsync(options ?? Options);
        return (client, await accepting);
    }

    /// <summary>Takes the next connection through its handshake.</summary>
    public async Task<NucleusConnection> AcceptAsync(bool isAccepted = true)
    {
        var connection = await AcceptRawAsync();
        var connect = await connection.ReadAsync();
        Assert.Equal((MessageType.Connect, Token), (connect.Type, connect.Json["authToken"]!.GetValue<string>()));
        await connection.SendAsync(o => RpcWriter.ConnectAck(o, isAccepted));
        return connection;
    }

    public async Task<NucleusConnection> AcceptRawAsync() => new(await _listener.AcceptAsync());

    public void Dispose()
    {
        _listener.Dispose();
        _folder.Dispose();
    }
}

/// <summary>A message as it came.</summary>
internal sealed record Received(MessageType Type, MessageFlags Flags, int StreamId, string Operation, byte[] Payload, byte[] Bytes)
{
    public JsonNode Json => JsonNode.Parse(Payload)!;

    public bool IsBareEnd => Type == MessageType.Application && Flags == MessageFlags.TerminateStream && Operation.Length == 0 && Payload.Length == 0;
}

internal sealed class NucleusConnection(Socket socket) : IDisposable
{
    private readonly NetworkStream _stream = new(socket, ownsSocket: true);

    public async Task<Received> ReadAsync()
    {
        var head = new byte[EventStreamFormat.PreludeBytes];
        await _stream.ReadExactlyAsync(head);
        var bytes = new byte[System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(head)];
        head.CopyTo(bytes, 0);
        await _stream.ReadExactlyAsync(bytes.AsMemory(head.Length));
        var rest = new ReadOnlySequence<byte>(bytes);
        Assert.Equal(DecodeStatus.Whole, EventMessage.TryRead(ref rest, EventStreamFormat.MaxMessageBytes, out var raw));
        Assert.Equal(RpcStatus.Ok, RpcMessage.TryRead(raw, out var message));
        return new Received(message.Type, message.Flags, message.StreamId, Encoding.UTF8.GetString(message.Operation.Span), message.Payload.ToArray(), bytes);
    }

    /// <summary>Reads the request of an operation.</summary>
    public async Task<Received> ReadAsync(IpcOperation operation)
    {
        var request = await ReadAsync();
        Assert.Equal((operation.ToString(), MessageType.Application, MessageFlags.None), (request.Operation, request.Type, request.Flags));
        return request;
    }

    public Task AnswerAsync(IpcOperation operation, int streamId, string json = "{}", MessageFlags flags = MessageFlags.TerminateStream) =>
        SendAsync(o => RpcWriter.Application(o, MessageType.Application, flags, streamId, operation.ResponseShape, RpcNames.Json, Encoding.UTF8.GetBytes(json)));

    /// <summary>Reads the request of a subscription and accepts it.</summary>
    public async Task<int> AcceptAsync(IpcOperation operation)
    {
        var request = await ReadAsync(operation);
        await AnswerAsync(operation, request.StreamId, flags: MessageFlags.None);
        return request.StreamId;
    }

    public Task EventAsync(int streamId, string shape, string json) => SendAsync(o => RpcWriter.Application(
        o, MessageType.Application, MessageFlags.None, streamId, Encoding.UTF8.GetBytes(IpcOperation.Namespace + shape), RpcNames.Json, Encoding.UTF8.GetBytes(json)));

    public Task BinaryAsync(int streamId, string text) => EventAsync(streamId, nameof(SubscriptionResponseMessage), JsonSerializer.Serialize(new JsonObject
    {
        ["binaryMessage"] = new JsonObject { ["message"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(text)), ["context"] = new JsonObject { ["topic"] = "t" } },
    }));

    public Task ErrorAsync(int streamId, string shape, string json, string contentType = "application/json") => SendAsync(o => RpcWriter.Application(
        o, MessageType.ApplicationError, MessageFlags.TerminateStream, streamId, shape.Length > 0 ? Encoding.UTF8.GetBytes(IpcOperation.Namespace + shape) : [],
        Encoding.UTF8.GetBytes(contentType), Encoding.UTF8.GetBytes(json)));

    public async Task SendAsync(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        await SendBytesAsync(output.WrittenMemory.ToArray());
    }

    public async Task SendBytesAsync(byte[] bytes) => await _stream.WriteAsync(bytes);

    /// <summary>Completes when the other end has closed, having sent nothing more.</summary>
    public async Task ReadEndAsync() => Assert.Equal(0, await _stream.ReadAsync(new byte[1]));

    public void Dispose() => _stream.Dispose();
}
