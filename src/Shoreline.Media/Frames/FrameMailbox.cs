using System.Threading.Tasks.Sources;

namespace Shoreline.Media;

/// <summary>Hands frames from streaming threads to one reader.</summary>
/// <remarks>
/// Bounded. At the live pace it holds the newest frame and drops the one before; offline it holds a few and makes the pipeline wait. Live
/// with all frames
/// it holds a few, and lets the pipeline wait for a while where that holds back encoded video, of which seconds are small. The reader waits
/// without a managed allocation: this object is the source of the reader's <see cref="ValueTask"/> and its own work item on the thread pool, so that
/// the reader's code never runs on a streaming thread.
/// </remarks>
internal sealed class FrameMailbox(CapturePace pace, FrameDelivery delivery = FrameDelivery.Newest)
    : IValueTaskSource<FrameLease?>, IThreadPoolWorkItem
{
    private const int OfflineDepth = 4; // keeps decoder and reader busy side by side
    private const int LiveDepth = 8; // a burst, while each is some megabytes

    private readonly object _gate = new(); // a monitor: writers wait on it
    private static readonly TimeSpan LongestLiveWait = TimeSpan.FromSeconds(2); // beyond, a reader that hangs would hold up the recording
    private readonly FrameLease?[] _ring =
        new FrameLease?[pace == CapturePace.Offline ? OfflineDepth : delivery == FrameDelivery.All ? LiveDepth : 1];
    private ManualResetValueTaskSourceCore<FrameLease?> _waiter;
    private CancellationTokenRegistration _cancellation;
    private FrameLease? _answer;
    private Exception? _answerFailure;
    private bool _waiting;
    private bool _completed;
    private Exception? _failure;
    private int _head;
    private int _count;
    private volatile bool _blocked;
    private long _delivered;
    private long _droppedLate;

    /// <summary>Frames that the reader took.</summary>
    public long Delivered => Interlocked.Read(ref _delivered);

    /// <summary>Frames replaced by a newer one.</summary>
    public long DroppedLate => Interlocked.Read(ref _droppedLate);

    /// <summary>Whether the pipeline waits for the reader.</summary>
    public bool IsBlocked => _blocked;

    // hot: per frame
    /// <summary>Takes over a frame. Offline it blocks while the reader is behind.</summary>
    /// <param name="mayWait">Whether it may block for a moment at the live pace too.</param>
    /// <returns>False, and the frame is given back, once the run has ended.</returns>
    public bool Offer(FrameLease frame, RunEnd run, bool mayWait = false)
    {
        FrameLease? dropped = null;
        lock (_gate)
        {
            if (_count == _ring.Length && (mayWait || pace == CapturePace.Offline)) WaitForRoom(run);
            if (run.HasEnded || _completed)
            {
                dropped = frame;
            }
            else if (_waiting)
            {
                Answer(frame, null);
            }
            else
            {
                if (_count == _ring.Length)
                {
                    dropped = Take();
                    _droppedLate++;
                }
                _ring[(_head + _count++) % _ring.Length] = frame;
            }
        }
        dropped?.Dispose();
        return dropped != frame;
    }

    // hot: per frame
    /// <summary>The next frame; null after the last one. One reader at a time.</summary>
    public ValueTask<FrameLease?> ReadAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<FrameLease?>(cancellationToken);
        lock (_gate)
        {
            if (_waiting) throw new InvalidOperationException("A capture has one reader of frames; another read is waiting.");
            if (_count > 0)
            {
                _delivered++;
                Monitor.PulseAll(_gate);
                return new ValueTask<FrameLease?>(Take());
            }
            if (_failure is not null) return ValueTask.FromException<FrameLease?>(_failure);
            if (_completed) return default;
            _waiter.Reset();
            _waiting = true;
            _cancellation = cancellationToken.UnsafeRegister(static (mailbox, token) => ((FrameMailbox)mailbox!).Cancel(token), this);
            return new ValueTask<FrameLease?>(this, _waiter.Version);
        }
    }

    /// <summary>No frame follows. Frames that are held can still be read; then reads give null, or throw <paramref name="failure"/>.</summary>
    public void Complete(Exception? failure)
    {
        lock (_gate)
        {
            if (_completed) return;
            _completed = true;
            _failure = failure;
            if (_waiting) Answer(null, failure);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Lets writers notice that their run has ended.</summary>
    public void Wake()
    {
        lock (_gate) Monitor.PulseAll(_gate);
    }

    /// <summary>Gives back what nobody read.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            while (_count > 0) Take().Dispose();
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        _cancellation.Dispose(); // waits for a cancellation that is just running; it finds nothing to cancel
        var (answer, failure) = (_answer, _answerFailure);
        (_answer, _answerFailure) = (null, null);
        if (failure is null) _waiter.SetResult(answer);
        else _waiter.SetException(failure);
    }

    FrameLease? IValueTaskSource<FrameLease?>.GetResult(short token) => _waiter.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<FrameLease?>.GetStatus(short token) => _waiter.GetStatus(token);

    void IValueTaskSource<FrameLease?>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _waiter.OnCompleted(continuation, state, token, flags);

    private void WaitForRoom(RunEnd run)
    {
        _blocked = true;
        var began = Environment.TickCount64;
        while (_count == _ring.Length && !run.HasEnded && !_completed)
        {
            var left = Math.Max(0, LongestLiveWait.TotalMilliseconds - (Environment.TickCount64 - began));
            if (!Monitor.Wait(_gate, pace == CapturePace.Offline ? Timeout.Infinite : (int)left)) break;
        }
        _blocked = false;
    }

    private void Cancel(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_waiting) Answer(null, new OperationCanceledException(cancellationToken));
        }
    }

    private void Answer(FrameLease? frame, Exception? failure)
    {
        _waiting = false;
        (_answer, _answerFailure) = (frame, failure);
        if (frame is not null) _delivered++;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private FrameLease Take()
    {
        var frame = _ring[_head]!;
        _ring[_head] = null;
        _head = (_head + 1) % _ring.Length;
        _count--;
        return frame;
    }
}
