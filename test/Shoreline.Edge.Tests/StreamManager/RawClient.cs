using System.Net.Sockets;
using Shoreline.Greengrass.Cbor;
using Shoreline.Greengrass.StreamManager;
using Shoreline.Greengrass.StreamManager.Framing;
using Shoreline.Greengrass.StreamManager.Messages;

namespace Shoreline.Edge.Tests.StreamManager;

/// <summary>Sends whatever a test likes, byte for byte, and reads what comes back.</summary>
internal sealed class RawClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TcpClient _tcp = new();
    private NetworkStream _stream = null!;

    /// <summary>Requests that were sent whole.</summary>
    public int SentCount { get; private set; }

    public static byte[] Hex(string text) => Convert.FromHexString(string.Concat(text.Where(c => !char.IsWhiteSpace(c))));

    public static async Task<RawClient> ConnectAsync(int port, bool shakeHands)
    {
        var client = new RawClient();
        await client._tcp.ConnectAsync("127.0.0.1", port);
        client._tcp.NoDelay = true;
        client._stream = client._tcp.GetStream();
        if (!shakeHands) return client;
        await client.SendAsync(new byte[] { 1 });
        await client.SendAsync(new ConnectRequest { RequestId = "c", ProtocolVersion = "1.1.0" });
        Assert.Equal([1], await client.ReadBytesAsync(1));
        Assert.Equal(StatusCode.Success, (await client.ReadAsync()).Response.Status);
        return client;
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _stream.WriteAsync(bytes);

    public async Task SendAsync(StreamManagerRequest request)
    {
        using var writer = new CborWriter();
        FrameWriter.Add(writer, request);
        await SendAsync(writer.Written);
        SentCount++;
    }

    /// <summary>A frame with any operation and payload.</summary>
    public async Task SendFrameAsync(sbyte operation, string payloadHex)
    {
        var payload = Hex(payloadHex);
        var frame = new byte[FrameHeader.Bytes + payload.Length];
        new FrameHeader(payload.Length + 1, (Operation)operation).Write(frame);
        payload.CopyTo(frame, FrameHeader.Bytes);
        await SendAsync(frame);
    }

    public async Task<byte[]> ReadBytesAsync(int count)
    {
        var bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes).AsTask().WaitAsync(Patience);
        return bytes;
    }

    public async Task<(Operation Operation, StreamManagerResponse Response, byte[] Frame)> ReadAsync()
    {
        var head = await ReadBytesAsync(FrameHeader.Bytes);
        var header = FrameHeader.Read(head);
        var payload = await ReadBytesAsync(header.PayloadBytes);
        return (header.Operation, StreamManagerResponse.Read(header.Operation, payload), [.. head, .. payload]);
    }

    /// <summary>Closes our side only, as the Node.js client does.</summary>
    public void HalfClose() => _tcp.Client.Shutdown(SocketShutdown.Send);

    /// <summary>True once the server has closed its side, with nothing more to read.</summary>
    public async Task<bool> IsClosedAsync()
    {
        try
        {
            return await _stream.ReadAsync(new byte[1]).AsTask().WaitAsync(Patience) == 0;
        }
        catch (IOException)
        {
            return true; // reset counts as closed
        }
    }

    public void Dispose() => _tcp.Dispose();
}
