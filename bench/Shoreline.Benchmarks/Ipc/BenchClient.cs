using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Shoreline.Greengrass.Ipc.Model;
using Shoreline.Greengrass.Ipc.Rpc;

namespace Shoreline.Benchmarks.Ipc;

/// <summary>
/// A client that does as little as it can: it writes requests whole, and looks into what comes only where it must. One thread may write
/// while another reads.
/// </summary>
internal sealed class BenchClient : IDisposable
{
    private const string Filling = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdef"; // to 100 bytes of message

    private static readonly byte[] StampName = "\"stamp\":"u8.ToArray();

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly ArrayBufferWriter<byte> _output = new(1 << 16);
    private readonly byte[] _input = new byte[1 << 18];
    private int _start;
    private int _end;
    private int _lastStream;

    public BenchClient(string path, string token)
    {
        _socket.Connect(new UnixDomainSocketEndPoint(path));
        RpcWriter.Connect(_output, Encoding.ASCII.GetBytes($$"""{"authToken":"{{token}}"}"""));
        Send();
        ReadFrames(null);
    }

    public void Subscribe(string topic)
    {
        RpcWriter.Request(
            _output, ++_lastStream, IpcOperations.SubscribeToTopic.FullName, Encoding.ASCII.GetBytes($$"""{"topic":"{{topic}}"}"""));
        Send();
        ReadFrames(null);
    }

    /// <summary>Publishes so many messages with one call to the socket.</summary>
    public void Publish(string topic, int count, long stamp)
    {
        var message = string.Create(CultureInfo.InvariantCulture, $"{{\"stamp\":{stamp},\"filling\":\"{Filling}\"}}");
        var payload = Encoding.ASCII.GetBytes(
            $"{{\"topic\":\"{topic}\",\"publishMessage\":{{\"jsonMessage\":{{\"message\":{message}}}}}}}");
        for (var i = 0; i < count; i++) RpcWriter.Request(_output, ++_lastStream, IpcOperations.PublishToTopic.FullName, payload);
        Send();
    }

    /// <summary>Waits for messages and takes those that are there.</summary>
    /// <param name="counted">Released by their number.</param>
    public int ReadFrames(SemaphoreSlim? counted)
    {
        var count = 0;
        while (count == 0)
        {
            Receive();
            while (TryTake(out _)) count++;
        }
        counted?.Release(count);
        return count;
    }

    /// <summary>Waits for the next message and returns its stamp.</summary>
    public long ReadStamp()
    {
        ReadOnlySpan<byte> frame;
        while (!TryTake(out frame)) Receive();
        var at = frame.IndexOf(StampName) + StampName.Length;
        if (Utf8Parser.TryParse(frame[at..], out long stamp, out _)) return stamp;
        throw new InvalidDataException("a message without a stamp");
    }

    public void Dispose() => _socket.Dispose();

    private void Send()
    {
        for (var rest = _output.WrittenSpan; !rest.IsEmpty;) rest = rest[_socket.Send(rest)..];
        _output.ResetWrittenCount();
    }

    private void Receive()
    {
        _input.AsSpan(_start, _end - _start).CopyTo(_input);
        (_start, _end) = (0, _end - _start);
        var count = _socket.Receive(_input.AsSpan(_end));
        if (count == 0) throw new EndOfStreamException("the server closed the connection");
        _end += count;
    }

    private bool TryTake(out ReadOnlySpan<byte> frame)
    {
        frame = _input.AsSpan(_start, _end - _start);
        if (frame.Length < 4) return false;
        var length = BinaryPrimitives.ReadInt32BigEndian(frame);
        if (frame.Length < length) return false;
        frame = frame[..length];
        _start += length;
        return true;
    }
}
