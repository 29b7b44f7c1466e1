namespace Shoreline.Edge.Tests.Exports;

/// <summary>A clock that a test sets, with timers that fire when the test says so.</summary>
internal sealed class StillTime : TimeProvider
{
    private readonly List<StillTimer> _timers = [];

    public DateTimeOffset Now { get; set; } = new(2026, 1, 31, 9, 30, 0, TimeSpan.Zero);

    /// <summary>How long each timer was to run that was started.</summary>
    public IEnumerable<TimeSpan> Timers
    {
        get { lock (_timers) return [.. _timers.Select(timer => timer.Due)]; }
    }

    public override DateTimeOffset GetUtcNow() => Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new StillTimer(callback, state) { Due = dueTime };
        lock (_timers) _timers.Add(timer);
        return timer;
    }

    public void FireAll()
    {
        StillTimer[] timers;
        lock (_timers) timers = [.. _timers];
        foreach (var timer in timers) timer.Fire();
    }

    private sealed class StillTimer(TimerCallback callback, object? state) : ITimer
    {
        private bool _isDisposed;

        public TimeSpan Due { get; set; }

        public void Fire()
        {
            if (!_isDisposed) callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime != Timeout.InfiniteTimeSpan) Due = dueTime;
            return true;
        }

        public void Dispose() => _isDisposed = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
