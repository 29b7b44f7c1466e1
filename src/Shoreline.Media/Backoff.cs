namespace Shoreline.Media;

/// <summary>How long to wait before trying again: doubling, capped, with up to a quarter of jitter so that cameras do not come back in step.</summary>
internal sealed class Backoff(TimeSpan min, TimeSpan max)
{
    private TimeSpan? _next;

    public TimeSpan Next()
    {
        var unjittered = _next ?? min;
        var wait = unjittered * (1 + (Random.Shared.NextDouble() / 4));
        _next = unjittered * 2 < max ? unjittered * 2 : max;
        return wait < max ? wait : max;
    }

    public void Reset() => _next = null;
}
