namespace Shoreline.Messaging;

/// <summary>Growing, capped, jittered pauses between attempts to connect.</summary>
internal sealed class ReconnectPause(TimeSpan min, TimeSpan max)
{
    private int _failures;

    /// <summary>
    /// The next pause: between half and all of <c>min · 2^failures</c>, at most <c>max</c>. Jitter keeps a fleet from knocking in step.
    /// </summary>
    public TimeSpan Next()
    {
        var full = Math.Min(min.TotalMilliseconds * Math.Pow(2, _failures), max.TotalMilliseconds);
        _failures = Math.Min(_failures + 1, 30);
        return TimeSpan.FromMilliseconds(full * (0.5 + Random.Shared.NextDouble() / 2));
    }

    public void Reset() => _failures = 0;
}
