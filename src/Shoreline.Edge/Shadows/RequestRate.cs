namespace Shoreline.Edge.Shadows;

/// <summary>Bounds requests by second, in all and for each thing (greengrass-ipc, 6.7). Thread-safe.</summary>
/// <remarks>A window of one second by the monotonic clock. The map of things is emptied with each window, so it holds no more than the requests of one second.</remarks>
internal sealed class RequestRate(Func<ShadowLimits> limits, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _byThing = new(StringComparer.Ordinal);
    private long _windowStart = time.GetTimestamp();
    private int _total;

    /// <exception cref="ShadowException">Too many.</exception>
    public void Take(string thing)
    {
        lock (_gate)
        {
            if (time.GetElapsedTime(_windowStart) >= TimeSpan.FromSeconds(1))
            {
                (_windowStart, _total) = (time.GetTimestamp(), 0);
                _byThing.Clear();
            }
            var ofThing = _byThing.GetValueOrDefault(thing);
            var most = limits();
            if (_total >= most.RequestsPerSecond || ofThing >= most.ThingRequestsPerSecond)
                throw new ShadowException(ShadowRefusal.TooManyRequests, "Too Many Requests");
            _total++;
            _byThing[thing] = ofThing + 1;
        }
    }
}
