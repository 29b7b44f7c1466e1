namespace Shoreline.Streams.Tests;

/// <summary>A clock that stands still until a test moves it. Timers fire on the thread that moves it.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = new(2026, 1, 31, 9, 30, 0, TimeSpan.Zero);
    private TimeSpan _leaps; // of the clock on the wall; durations do not see them

    public override DateTimeOffset GetUtcNow() => _now + _leaps;

    public override long GetTimestamp() => _now.UtcTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Sets the clock without letting time pass.</summary>
    public void Set(DateTimeOffset now) => _leaps = now - _now;

    /// <summary>Sets the clock on or back, likewise.</summary>
    public void Step(TimeSpan by) => _leaps += by;

    /// <summary>Time passes in the middle of something: what is due then waits for the next <see cref="Advance"/>, as it would for the locks that are held meanwhile.</summary>
    public void Pass(TimeSpan by) => _now += by;

    /// <summary>Time passes.</summary>
    public void Advance(TimeSpan by)
    {
        _now += by;
        foreach (var timer in _timers.ToArray()) timer.FireIfDue(_now);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        _timers.Add(timer);
        return timer;
    }

    private sealed class ManualTimer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        private DateTimeOffset? _due;
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            _due = dueTime == Timeout.InfiniteTimeSpan ? null : time._now + dueTime;
            return true;
        }

        public void FireIfDue(DateTimeOffset now)
        {
            if (_due is null || _due > now) return;
            _due = _period == Timeout.InfiniteTimeSpan ? null : now + _period; // ticks that were passed over are one tick
            callback(state);
        }

        public void Dispose()
        {
            _due = null;
            time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
