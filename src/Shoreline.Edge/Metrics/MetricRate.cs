namespace Shoreline.Edge.Metrics;

/// <summary>Bounds what one component reports: 100 figures at once, then 10 a second. Thread-safe.</summary>
/// <remarks>By the monotonic clock. Only names of components that the device has come here, so the map is bounded by them.</remarks>
internal sealed class MetricRate(TimeProvider time)
{
    public const int Burst = 100;
    public const int PerSecond = 10;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (double Left, long At)> _byComponent = new(StringComparer.Ordinal);

    /// <returns>False where the component has reported too much; nothing of it is taken then.</returns>
    public bool TryTake(string component, int count)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            var (left, at) = _byComponent.TryGetValue(component, out var known) ? known : (Burst, now);
            left = Math.Min(Burst, left + (time.GetElapsedTime(at, now).TotalSeconds * PerSecond));
            var isTaken = left >= count;
            _byComponent[component] = (isTaken ? left - count : left, now);
            return isTaken;
        }
    }
}
