namespace Shoreline.Edge.Exports;

/// <summary>
/// What exports to one address know of their link together, where the protocol has no connection that tells. While it is down one of them
/// tries now and then; once it comes through, all go on at once. Thread-safe.
/// </summary>
internal sealed class LinkGate(TimeProvider time)
{
    private static readonly TimeSpan FirstTry = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Backoff _backoff = new(FirstTry, LongestPause);
    private TaskCompletionSource _changed = NewSignal();
    private bool _down;
    private bool _trying;
    private long _downSince;
    private TimeSpan _pause;

    public bool IsDown
    {
        get { lock (_lock) return _down; }
    }

    /// <summary>Whether <see cref="TryEnter"/> would let somebody in at this moment.</summary>
    public bool MayTry
    {
        get { lock (_lock) return !_down || IsTimeToTry; }
    }

    /// <summary>Completes once an attempt makes sense: the link is up, or it is time to try.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            TimeSpan left;
            lock (_lock)
            {
                if (!_down) return;
                left = _trying ? Timeout.InfiniteTimeSpan : _pause - time.GetElapsedTime(_downSince);
                if (!_trying && left <= TimeSpan.Zero) return;
                changed = _changed.Task;
            }
            // timers know no less: the rest of one would be waited out in a spin
            if (left > TimeSpan.Zero) left = TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds));
            // a timeout is no exception here
            await changed.WaitAsync(left, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Begins an attempt.</summary>
    /// <param name="attempt">Dispose it when the attempt is over, after <see cref="Up"/> or <see cref="Down"/>.</param>
    /// <returns>False where the link is down and another tries, or it is not time yet.</returns>
    public bool TryEnter(out IDisposable? attempt)
    {
        lock (_lock)
        {
            attempt = null;
            if (!_down) return true;
            if (!IsTimeToTry) return false;
            _trying = true;
            attempt = new Attempt(this);
            return true;
        }
    }

    /// <summary>There was an answer.</summary>
    public void Up()
    {
        lock (_lock)
        {
            if (!_down) return;
            _down = false;
            _backoff.Reset();
            Signal();
        }
    }

    /// <summary>There was none.</summary>
    /// <param name="attempt">What <see cref="TryEnter"/> gave.</param>
    public void Down(IDisposable? attempt)
    {
        lock (_lock)
        {
            if (_down && attempt is null) return; // it was on its way when the link went
            (_down, _downSince, _pause) = (true, time.GetTimestamp(), _backoff.Next());
        }
    }

    private bool IsTimeToTry => !_trying && time.GetElapsedTime(_downSince) >= _pause;

    private void Leave()
    {
        lock (_lock)
        {
            _trying = false;
            Signal();
        }
    }

    private void Signal()
    {
        _changed.TrySetResult();
        _changed = NewSignal();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Attempt(LinkGate gate) : IDisposable
    {
        private int _over;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _over, 1) == 0) gate.Leave();
        }
    }
}
