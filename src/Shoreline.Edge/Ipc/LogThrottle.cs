namespace Shoreline.Edge.Ipc;

/// <summary>Reports what clients can cause at will once in an interval, with the number of times it was not reported.</summary>
internal sealed class LogThrottle(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private long _suppressed;
    private long _lastAt;
    private bool _hasReported;

    public bool ShouldReport(out long suppressed)
    {
        lock (_lock)
        {
            suppressed = _suppressed;
            if (_hasReported && time.GetElapsedTime(_lastAt) < Interval)
            {
                _suppressed++;
                return false;
            }
            (_hasReported, _lastAt, _suppressed) = (true, time.GetTimestamp(), 0);
            return true;
        }
    }
}
