using System.Net;
using System.Net.Sockets;
using Shoreline.Greengrass.Cbor;
using Shoreline.Greengrass.StreamManager;
using Shoreline.Greengrass.StreamManager.Framing;
using Shoreline.Greengrass.StreamManager.Messages;

namespace Shoreline.Sdk.Tests;

/// <summary>Speaks the protocol as a test tells it to, faults included that no real server shows on demand.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public ScriptedServer() => _listener.Start();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public StreamManagerClientOptions Options => new()
    {
        Port = Port,
        AuthToken = "token",
        ReconnectMin = TimeSpan.FromMilliseconds(5),
        RequestTimeout = TimeSpan.FromSeconds(20),
    };

    /// <summary>Takes the next connection through its handshake.</summary>
    public async Task<ScriptedConnection> AcceptAsync(StatusCode status = StatusCode.Success)
    {
        var connection = await AcceptRawAsync();
        Assert.Equal(ProtocolVersions.ConnectVersion, (await connection.ReadBytesAsync(1))[0]);
        var connect = Assert.IsType<ConnectRequest>(await connection.ReadAsync());
        Assert.Equal("token", connect.AuthToken);
        await connection.SendBytesAsync([ProtocolVersions.ConnectVersion]);
        await connection.SendAsync(Operation.ConnectResponse, new ConnectResponse { RequestId = connect.RequestId, Status = status, ProtocolVersion = "1.1.0", ErrorMessage = "as the test wants" });
        return connection;
    }

    public async Task<ScriptedConnection> AcceptRawAsync() => new(await _listener.AcceptTcpClientAsync());

    public void Dispose() => _listener.Dispose();
}

internal sealed class ScriptedConnection(TcpClient tcp) : IDisposable
{
    private readonly NetworkStream _stream = tcp.GetStream();

    public async Task<StreamManagerRequest> ReadAsync()
    {
        var header = FrameHeader.Read(await ReadBytesAsync(FrameHeader.Bytes));
        var payload = await ReadBytesAsync(header.PayloadBytes);
        Assert.True(RequestId.TryRead(payload, out var id));
        return StreamManagerRequest.Read(header.Operation, payload, id);
    }

    /// <summary>The next frame as it came, and its request id.</summary>
    public async Task<(byte[] Frame, byte[] RequestId)> ReadFrameAsync()
    {
        var head = await ReadBytesAsync(FrameHeader.Bytes);
        var payload = await ReadBytesAsync(FrameHeader.Read(head).PayloadBytes);
        Assert.True(RequestId.TryRead(payload, out var id));
        return ([.. head, .. payload], System.Text.Encoding.UTF8.GetBytes(id));
    }

    public async Task SendAsync(Operation operation, StreamManagerResponse response)
    {
        using var writer = new CborWriter();
        FrameWriter.Add(writer, operation, response);
        await SendBytesAsync(writer.Written.ToArray());
    }

    public Task AnswerAsync(AppendMessageRequest append, long sequence) =>
        SendAsync(Operation.AppendMessageResponse, new AppendMessageResponse { RequestId = append.RequestId, SequenceNumber = sequence });

    public Task AnswerAsync(StreamManagerRequest list, params string[] streams) =>
        SendAsync(Operation.ListStreamsResponse, new ListStreamsResponse { RequestId = list.RequestId, Streams = streams });

    public async Task SendBytesAsync(byte[] bytes) => await _stream.WriteAsync(bytes);

    public async Task<byte[]> ReadBytesAsync(int count)
    {
        var bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes);
        return bytes;
    }

    public void HalfClose() => tcp.Client.Shutdown(SocketShutdown.Send);

    public void Dispose() => tcp.Dispose();
}
