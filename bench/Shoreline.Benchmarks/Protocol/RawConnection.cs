using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using Shoreline.Greengrass.Cbor;
using Shoreline.Greengrass.StreamManager;
using Shoreline.Greengrass.StreamManager.Framing;
using Shoreline.Greengrass.StreamManager.Messages;

namespace Shoreline.Benchmarks.Protocol;

/// <summary>
/// Puts load on a stream manager as redis-benchmark does on Redis: sends a pipeline of ready-made requests, waits for all their answers, and again. Only the request
/// ids change, as they do with the official clients: 36 characters.
/// </summary>
internal sealed class RawConnection : IDisposable
{
    private const int IdDigits = 36;
    private const string IdKey = "requestId";
    private const int IdOffset = FrameHeader.Bytes + 1 + 1 + 9 + 2; // behind the map's head, the key and the text's head
    private const int StatusOffset = IdOffset + IdDigits + 1 + 6; // in an answer: behind the key "status"

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _requests;
    private readonly int _requestBytes;
    private readonly byte[] _answers = new byte[256 << 10];
    private readonly int _pipeline;
    private long _lastId;

    public RawConnection(int port, string stream, ReadOnlyMemory<byte> payload, int pipeline)
    {
        _pipeline = pipeline;
        using var writer = new CborWriter();
        for (var i = 0; i < pipeline; i++) FrameWriter.Add(writer, new AppendMessageRequest { RequestId = new string('0', IdDigits), Name = stream, Payload = payload });
        _requests = writer.Written.ToArray();
        _requestBytes = _requests.Length / pipeline;
        _socket.Connect(IPAddress.Loopback, port);
        ShakeHands();
    }

    /// <summary>Sends requests and takes their answers.</summary>
    public void Append(int records)
    {
        for (var left = records; left > 0; left -= _pipeline)
        {
            var count = Math.Min(left, _pipeline);
            for (var i = 0; i < count; i++) WriteId(_requests.AsSpan((i * _requestBytes) + IdOffset, IdDigits));
            SendAndTake(count);
        }
    }

    public void Dispose() => _socket.Dispose();

    private void WriteId(Span<byte> id)
    {
        Utf8Formatter.TryFormat(++_lastId, id, out _, new('D', IdDigits));
    }

    /// <summary>Takes answers while it sends: a server that answers at once must not find us deaf, or neither goes on.</summary>
    private void SendAndTake(int count)
    {
        var (sent, toSend, filled, answered) = (0, count * _requestBytes, 0, 0);
        while (answered < count)
        {
            if (sent < toSend)
            {
                sent += _socket.Send(_requests.AsSpan(sent, Math.Min(toSend - sent, 256 << 10)));
                if (sent < toSend && _socket.Available == 0) continue;
            }
            var got = _socket.Receive(_answers.AsSpan(filled));
            if (got == 0) throw new InvalidOperationException("the server closed the connection");
            filled += got;
            answered += TakeAnswers(ref filled);
        }
    }

    private int TakeAnswers(ref int filled)
    {
        var (at, count) = (0, 0);
        while (filled - at >= FrameHeader.Bytes)
        {
            var header = FrameHeader.Read(_answers.AsSpan(at));
            var bytes = FrameHeader.Bytes + header.PayloadBytes;
            if (filled - at < bytes) break;
            var answer = _answers.AsSpan(at, bytes);
            if (header.Operation != Operation.AppendMessageResponse || answer[StatusOffset] != 0) throw new InvalidOperationException("an append failed");
            at += bytes;
            count++;
        }
        _answers.AsSpan(at, filled - at).CopyTo(_answers);
        filled -= at;
        return count;
    }

    private void ShakeHands()
    {
        using var writer = new CborWriter();
        writer.Raw([ProtocolVersions.ConnectVersion]);
        FrameWriter.Add(writer, new ConnectRequest { RequestId = IdKey, ProtocolVersion = ProtocolVersions.Current });
        _socket.Send(writer.Written.Span);
        Receive(1);
        var header = FrameHeader.Read(Receive(FrameHeader.Bytes));
        var answer = StreamManagerResponse.Read(header.Operation, Receive(header.PayloadBytes).ToArray());
        if (answer.Status != StatusCode.Success) throw new InvalidOperationException($"the server refuses: {answer.ErrorMessage}");
    }

    private Span<byte> Receive(int bytes)
    {
        for (var got = 0; got < bytes;) got += _socket.Receive(_answers.AsSpan(got, bytes - got));
        return _answers.AsSpan(0, bytes);
    }
}
