using System.Threading.Channels;
using Shoreline.Messaging.Native.Posix;

namespace Shoreline.Messaging;

/// <summary>Messages between the network thread and the handlers.</summary>
/// <remarks>
/// <see cref="Add"/> always takes what it is given, since libmosquitto has acknowledged it already; the bound holds because the network
/// thread does not read while <see cref="IsFull"/>. What a single read brings beyond it is limited by the receive maximum told to the
/// broker.
/// </remarks>
internal sealed class ReceiveQueue(int maxMessages, long maxBytes)
{
    private readonly Channel<MqttMessage> _channel = Channel.CreateUnbounded<MqttMessage>(new() { SingleReader = true });
    private long _bytes;
    private int _count;
    private volatile WakeEvent? _wakeWhenFree;

    /// <summary>Set each time a message leaves and room is made by it.</summary>
    public WakeEvent? WakeWhenFree { set => _wakeWhenFree = value; }

    public bool IsFull => Volatile.Read(ref _count) >= maxMessages || Interlocked.Read(ref _bytes) >= maxBytes;

    public ChannelReader<MqttMessage> Reader => _channel.Reader;

    public void Add(MqttMessage message)
    {
        Interlocked.Increment(ref _count);
        Interlocked.Add(ref _bytes, message.Payload.Length);
        _channel.Writer.TryWrite(message);
    }

    /// <summary>Call once a message has been handled: until then it counts.</summary>
    public void Done(MqttMessage message)
    {
        var wasFull = IsFull;
        Interlocked.Decrement(ref _count);
        Interlocked.Add(ref _bytes, -message.Payload.Length);
        if (wasFull && !IsFull) _wakeWhenFree?.Set();
    }

    public void Complete() => _channel.Writer.TryComplete();
}
