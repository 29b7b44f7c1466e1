using System.Threading.Channels;

namespace Shoreline.Sdk.Ipc;

/// <summary>
/// The events of one subscription, from when it was opened. Walk them once, by <c>await foreach</c>: leaving the loop ends the
/// subscription, and so does the token that it was opened with. It ends by itself where the nucleus ends it; a connection that is lost ends
/// it with <see cref="IpcConnectionLostException"/>, unless the client connects again.
/// </summary>
/// <remarks>
/// Events wait for a busy consumer in a buffer of stated size (<see cref="GreengrassIpcClientOptions.EventBufferCount"/> and
/// <see cref="GreengrassIpcClientOptions.EventBufferBytes"/>); beyond it, <see cref="GreengrassIpcClientOptions.OnSlowConsumer"/> holds.
/// </remarks>
public sealed class IpcEvents<T> : IAsyncEnumerable<T>, IAsyncDisposable
{
    private readonly Channel<Buffered> _buffer = Channel.CreateUnbounded<Buffered>(); // bounded below: by two measures
    private readonly GreengrassIpcClientOptions _options;
    private readonly string _name;
    private readonly CancellationToken _stop;
    private Action? _end;
    private CancellationTokenRegistration _stopping;
    private long _bytes;
    private long _dropped;
    private long _interruptions;
    private bool _isWalked;

    internal IpcEvents(string name, GreengrassIpcClientOptions options, CancellationToken stop) =>
        (_name, _options, _stop) = (name, options, stop);

    /// <summary>Events that were given up because the consumer did not keep up.</summary>
    public long DroppedCount => Interlocked.Read(ref _dropped);

    /// <summary>How often the connection ended: what happened between one and the next is not among these events.</summary>
    public long InterruptionCount => Interlocked.Read(ref _interruptions);

    /// <summary>
    /// Walks the events. Cancelling throws <see cref="OperationCanceledException"/> and ends the subscription, as leaving the loop does.
    /// </summary>
    /// <exception cref="InvalidOperationException">They are or were walked already.</exception>
    public async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _isWalked, true))
        {
            throw new InvalidOperationException($"The events of {_name} can be walked once: subscribe again for more.");
        }
        try
        {
            while (await _buffer.Reader.WaitToReadAsync(cancellationToken))
            {
                while (_buffer.Reader.TryRead(out var next))
                {
                    Interlocked.Add(ref _bytes, -next.Bytes);
                    yield return next.Event;
                    cancellationToken.ThrowIfCancellationRequested();
                    _stop.ThrowIfCancellationRequested(); // at once, whatever is buffered still
                }
            }
        }
        finally
        {
            await DisposeAsync();
        }
    }

    /// <summary>Ends the subscription: the nucleus is told, and no further event comes.</summary>
    public ValueTask DisposeAsync()
    {
        Complete(null);
        _stopping.Unregister(); // not disposed: that would wait for ourselves where the token ends us
        return ValueTask.CompletedTask;
    }

    /// <param name="end">Tells the nucleus; called once.</param>
    internal void Begin(Action end)
    {
        _end = end;
        _stopping = _stop.UnsafeRegister(static events => ((IpcEvents<T>)events!).Stop(), this);
    }

    // hot: per event
    /// <returns>False where no more are wanted.</returns>
    internal bool TryAdd(T @event, int bytes)
    {
        while (_buffer.Reader.Count is var count and > 0 && (count >= _options.EventBufferCount || Interlocked.Read(ref _bytes) + bytes > _options.EventBufferBytes))
        {
            if (_options.OnSlowConsumer == SlowConsumer.Fail)
            {
                Complete(new IpcSlowConsumerException(
                    $"The consumer of {_name} does not keep up: {count:N0} events wait for it, {Interlocked.Read(ref _bytes):N0} bytes. Work faster, raise EventBufferCount " +
                    $"({_options.EventBufferCount:N0}) or EventBufferBytes ({_options.EventBufferBytes:N0}), or set OnSlowConsumer to DropOldest."));
                return false;
            }
            if (!_buffer.Reader.TryRead(out var oldest)) continue; // the consumer took it meanwhile
            Interlocked.Add(ref _bytes, -oldest.Bytes);
            Interlocked.Increment(ref _dropped);
        }
        Interlocked.Add(ref _bytes, bytes);
        return _buffer.Writer.TryWrite(new Buffered(@event, bytes));
    }

    internal void CountInterruption() => Interlocked.Increment(ref _interruptions);

    /// <summary>Ends it. The consumer gets what is buffered, then the failure.</summary>
    internal void Complete(Exception? failure)
    {
        _buffer.Writer.TryComplete(failure);
        Interlocked.Exchange(ref _end, null)?.Invoke();
    }

    private void Stop() => Complete(new OperationCanceledException(_stop));

    private readonly record struct Buffered(T Event, int Bytes);
}
